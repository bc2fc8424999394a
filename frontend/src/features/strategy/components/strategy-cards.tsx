import { Change } from '@/components/change'
import { Link } from '@/components/link'
import { Card } from '@/components/ui/card'
import type { Formatter } from '@/lib/format'

import { type Summary } from '../model'

import type { Chosen } from '../hooks/use-chosen'
import { Choice } from './choice'
import { LastResult } from './last-result'
import { StateBadge } from './state-badge'
import { StrategyMenu } from './strategy-menu'

function Figures({ strategy, format }: { strategy: Summary; format: Formatter }) {
  const last = strategy.last_backtest
  return (
    <dl className="mt-3 grid grid-cols-3 gap-x-3 gap-y-1 text-2xs">
      <dt className="text-muted-foreground">Return</dt>
      <dt className="text-muted-foreground">Max drawdown</dt>
      <dt className="text-muted-foreground">Sharpe</dt>
      <dd className="text-sm">
        <Change value={last?.total_return_pct} format={format} />
      </dd>
      <dd className="figure text-sm">{format.percent(last?.max_drawdown_pct)}</dd>
      <dd className="figure text-sm">{format.ratio(last?.sharpe_ratio)}</dd>
    </dl>
  )
}

interface Props {
  items: readonly Summary[]
  format: Formatter
  chosen: Chosen
}

/** The strategies on a phone. */
export function StrategyCards({ items, format, chosen }: Props) {
  return (
    <ul className="flex flex-col gap-3" aria-label="Strategies">
      {items.map((strategy) => (
        <li key={strategy.id}>
          <Card className="p-3">
            <div className="flex items-start gap-2">
              <Choice strategy={strategy} chosen={chosen} />
              <div className="min-w-0 flex-1">
                <h2 className="font-semibold break-words">
                  <Link
                    href={`/strategies/${strategy.id}`}
                    data-row={strategy.id}
                    className="block min-h-6 break-words underline-offset-4 hover:underline"
                  >
                    {strategy.name}
                  </Link>
                </h2>
                <p className="text-2xs text-muted-foreground">
                  {strategy.symbol} · {strategy.timeframe} · version {strategy.version} · updated{' '}
                  {format.date(strategy.updated_at)}
                </p>
              </div>
              <StrategyMenu strategy={strategy} />
            </div>
            <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1">
              <StateBadge state={strategy.status} />
              <span className="text-2xs">
                Last backtest: <LastResult strategy={strategy} format={format} />
              </span>
            </div>
            {strategy.last_backtest ? <Figures strategy={strategy} format={format} /> : null}
          </Card>
        </li>
      ))}
    </ul>
  )
}
