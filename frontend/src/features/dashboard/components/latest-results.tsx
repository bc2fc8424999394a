'use client'

import { Change } from '@/components/change'
import { Link } from '@/components/link'
import { Card, CardHeader } from '@/components/ui/card'
import { Table, Td, Th } from '@/components/ui/table'
import { useFormat } from '@/hooks/use-format'
import { useNow } from '@/hooks/use-now'

import { metric, type Result } from '../model'

function Row({ result }: { result: Result }) {
  const format = useFormat()
  const now = useNow()
  return (
    <tr>
      <Td className="max-w-36 min-w-36 sm:max-w-72">
        <Link
          href={`/backtests/${result.id}`}
          className="block truncate py-1 font-medium text-primary underline-offset-4 hover:underline"
        >
          {result.strategy_name}
        </Link>
        <span className="block truncate pb-1 text-2xs text-muted-foreground">
          {result.symbol} · {result.timeframe}
        </span>
      </Td>
      <Td className="text-right">
        <Change value={metric(result, 'total_return_pct')} format={format} />
      </Td>
      <Td className="figure text-right">{format.percent(metric(result, 'max_drawdown_pct'))}</Td>
      <Td className="figure text-right">{format.ratio(metric(result, 'sharpe_ratio'))}</Td>
      <Td className="figure text-right">{format.integer(metric(result, 'total_trades'))}</Td>
      <Td className="text-right whitespace-nowrap text-muted-foreground">
        <time dateTime={result.completed_at ?? undefined} title={result.completed_at ?? undefined}>
          {format.ago(result.completed_at, now)}
        </time>
      </Td>
    </tr>
  )
}

/** The backtests that were finished last. */
export function LatestResults({ recent }: { recent: readonly Result[] }) {
  return (
    <Card aria-labelledby="latest-title">
      <CardHeader id="latest-title" title="Latest results">
        <Link href="/backtests" className="py-1 text-sm text-primary underline underline-offset-4">
          All backtests
        </Link>
      </CardHeader>
      <Table label="Results by backtest">
        <thead>
          <tr>
            <Th>Strategy</Th>
            <Th className="text-right">Return</Th>
            <Th className="text-right">Drawdown</Th>
            <Th className="text-right">Sharpe</Th>
            <Th className="text-right">Trades</Th>
            <Th className="text-right">Finished</Th>
          </tr>
        </thead>
        <tbody>
          {recent.map((result) => (
            <Row key={result.id} result={result} />
          ))}
        </tbody>
      </Table>
    </Card>
  )
}
