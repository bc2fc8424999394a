'use client'

import { Change } from '@/components/change'
import { useFormat } from '@/hooks/use-format'
import { quoteOf } from '@/lib/market'

import { metric, type Result } from '../model'

/** The six figures that tell most about a result. */
export function KeyFigures({ result }: { result: Result }) {
  const format = useFormat()
  const currency = quoteOf(result.symbol)
  const figures = [
    ['Final capital', format.money(metric(result, 'final_capital'), { currency })],
    [
      'Total return',
      <Change
        key="return"
        value={metric(result, 'total_return_pct')}
        format={format}
        className="justify-start"
      />,
    ],
    ['Deepest drawdown', format.percent(metric(result, 'max_drawdown_pct'))],
    ['Sharpe ratio', format.ratio(metric(result, 'sharpe_ratio'))],
    ['Profit factor', format.ratio(metric(result, 'profit_factor'))],
    ['Trades', format.integer(metric(result, 'total_trades'))],
  ] as const
  return (
    <dl className="mb-4 grid grid-cols-2 gap-2 sm:grid-cols-3 2xl:grid-cols-6">
      {figures.map(([label, value]) => (
        <div key={label} className="min-w-0 rounded-md border border-border px-3 py-2">
          <dt className="text-2xs text-muted-foreground">{label}</dt>
          <dd className="figure mt-1 truncate text-base font-semibold">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
