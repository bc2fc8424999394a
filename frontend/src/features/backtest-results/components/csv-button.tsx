'use client'

import { Download } from 'lucide-react'
import { toast } from '@/lib/toast'

import { Button } from '@/components/ui/button'

import { fileName, tradesCsv } from '../csv'
import { useRun } from '../hooks/use-run'
import type { Trade } from '../trades'

interface Props {
  /** Undefined while they are loading. */
  trades: readonly Trade[] | undefined
  label: string
}

/** Save trades as CSV: one line per trade. */
export function CsvButton({ trades, label }: Props) {
  const { backtest, rules, format } = useRun()
  const isReady = trades !== undefined
  const save = () => {
    if (!isReady) return
    const name = fileName('apextrade', backtest.strategy_name, backtest.symbol, 'trades')
    // Loaded on demand: nobody needs it to read the page.
    void import('../save').then(({ saveText }) => {
      saveText(tradesCsv(trades, rules), `${name}.csv`, 'text/csv;charset=utf-8')
      toast.success(`${format.integer(trades.length)} trades saved.`)
    })
  }
  return (
    <Button aria-disabled={!isReady} onClick={save}>
      <Download aria-hidden />
      {isReady ? label : 'Loading trades …'}
    </Button>
  )
}
