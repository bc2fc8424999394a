'use client'

import { Change } from '@/components/change'
import { Link } from '@/components/link'
import { Badge, type Tone } from '@/components/ui/badge'
import { Table, Td, Th } from '@/components/ui/table'
import type { Formatter } from '@/lib/format'

import { type Run } from '../model'

const STATUS: Record<Run['status'], { word: string; tone: Tone }> = {
  pending: { word: 'Waiting', tone: 'neutral' },
  running: { word: 'Running', tone: 'accent' },
  completed: { word: 'Completed', tone: 'good' },
  failed: { word: 'Failed', tone: 'bad' },
  cancelled: { word: 'Cancelled', tone: 'warn' },
}

function period({ start_date, end_date }: Run, format: Formatter): string {
  if (start_date === null && end_date === null) return 'All stored'
  const start = start_date === null ? 'the first bar' : format.utcDay(start_date)
  return `${start} to ${end_date === null ? 'the last bar' : format.utcDay(end_date)}`
}

function Row({ run, format }: { run: Run; format: Formatter }) {
  const { word, tone } = STATUS[run.status]
  const metric = (name: string) => run.metrics[name] ?? null
  return (
    <tr className="focus-within:bg-muted hover:bg-muted">
      <Td className="whitespace-nowrap">
        <Link
          href={`/backtests/${run.id}`}
          data-row
          className="inline-flex min-h-6 items-center text-primary underline underline-offset-4"
        >
          {format.dateTime(run.started_at ?? run.created_at)}
        </Link>
      </Td>
      <Td>
        <Badge tone={tone}>{word}</Badge>
      </Td>
      <Td className="text-right">
        <Change value={metric('total_return_pct')} format={format} />
      </Td>
      <Td className="figure text-right">{format.percent(metric('max_drawdown_pct'))}</Td>
      <Td className="figure text-right">{format.ratio(metric('sharpe_ratio'))}</Td>
      <Td className="figure text-right">{format.integer(metric('total_trades'))}</Td>
      <Td className="figure text-right">{run.strategy_version ?? '–'}</Td>
      <Td className="whitespace-nowrap">{period(run, format)}</Td>
    </tr>
  )
}

/** The backtests of one strategy, the newest first. */
export function RunTable({ runs, format }: { runs: readonly Run[]; format: Formatter }) {
  return (
    <Table label="Backtests of this strategy">
      <thead>
        <tr>
          <Th>Started ({format.viewer.timezone})</Th>
          <Th>Status</Th>
          <Th className="text-right">Return</Th>
          <Th className="text-right">Max drawdown</Th>
          <Th className="text-right">Sharpe</Th>
          <Th className="text-right">Trades</Th>
          <Th className="text-right">Version</Th>
          <Th>Period (UTC days)</Th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <Row key={run.id} run={run} format={format} />
        ))}
      </tbody>
    </Table>
  )
}
