'use client'

import { GitCompareArrows, RotateCcw } from 'lucide-react'

import { Link } from '@/components/link'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'

import { useTrades } from '../api'
import { useRun } from '../hooks/use-run'
import { daysOf } from '../model'
import { CsvButton } from './csv-button'
import { DeleteButton } from './delete-button'
import { PdfButton } from './pdf-button'

/** Return the address that opens a new run with this one's settings. */
export function againPath(id: string, strategyId: string | null): string {
  const query = new URLSearchParams({ from: id, ...(strategyId ? { strategy: strategyId } : {}) })
  return `/backtests/new?${query.toString()}`
}

function Costs() {
  const { backtest, format } = useRun()
  const { commission_pct, slippage_pct } = backtest.config
  const percent = (value: unknown) => format.percent(typeof value === 'number' ? value : null)
  return (
    <span>
      Commission {percent(commission_pct)}, slippage {percent(slippage_pct)}
    </span>
  )
}

/** What was run, on what, when, and at which costs. */
export function ResultsLead() {
  const { backtest, result, format } = useRun()
  const { first, last } = daysOf(backtest, result)
  const took =
    backtest.started_at && backtest.completed_at
      ? (Date.parse(backtest.completed_at) - Date.parse(backtest.started_at)) / 1_000
      : null
  return (
    <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
      {backtest.strategy_version === null ? null : (
        <Badge tone="accent">Version {backtest.strategy_version}</Badge>
      )}
      <span className="min-w-0 font-medium break-all text-foreground">{backtest.symbol}</span>
      <span>{backtest.timeframe}</span>
      <span>
        {format.utcDay(first)} – {format.utcDay(last)} (UTC days)
      </span>
      <Costs />
      <span>
        Run {format.dateTime(backtest.completed_at)}, took {format.duration(took)}
      </span>
    </div>
  )
}

export function ResultsActions() {
  const { backtest } = useRun()
  const trades = useTrades(backtest.id)
  return (
    <>
      <Button asChild variant="primary">
        <Link href={againPath(backtest.id, backtest.strategy_id)}>
          <RotateCcw aria-hidden />
          Run again with changes
        </Link>
      </Button>
      <Button asChild>
        <Link href={`/backtests/compare?ids=${backtest.id}`}>
          <GitCompareArrows aria-hidden />
          Compare
        </Link>
      </Button>
      <PdfButton />
      <CsvButton trades={trades.data?.items} label="CSV of trades" />
      <DeleteButton />
    </>
  )
}
