'use client'

import { SaveCsv } from '@/components/save-csv'

import { tradeRows } from '../csv'
import { useRun } from '../hooks/use-run'
import type { Trade } from '../trades'

interface Props {
  /** Undefined while they are loading. */
  trades: readonly Trade[] | undefined
  label: string
}

/** Save trades as CSV: one line per trade. */
export function CsvButton({ trades, label }: Props) {
  const { backtest, rules } = useRun()
  return (
    <SaveCsv
      label={trades === undefined ? 'Loading trades …' : label}
      name={[backtest.strategy_name, backtest.symbol, 'trades']}
      what="trades"
      rows={trades === undefined ? null : () => tradeRows(trades, rules)}
    />
  )
}
