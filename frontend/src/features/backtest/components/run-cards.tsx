import { Change } from '@/components/change'
import { Link } from '@/components/link'

import { metricOf, periodWords } from '../model'

import { RemoveButton } from './remove-button'
import { Duration, SelectBox, type RunsProps } from './run-table'
import { StatusBadge } from './status-badge'

/** The runs where a table would be too wide: one card each. */
export function RunCards({ runs, selected, onToggle, format }: RunsProps) {
  return (
    <ul className="flex flex-col gap-3">
      {runs.map((run) => (
        <li key={run.id} className="rounded-lg border border-border bg-card p-3">
          <div className="flex items-start gap-3">
            <SelectBox run={run} selected={selected} onToggle={onToggle} />
            <div className="min-w-0 flex-1">
              <Link
                href={`/backtests/${run.id}`}
                className="block min-h-6 font-medium break-words text-primary"
              >
                {run.strategy_name}
              </Link>
              <p className="figure text-2xs text-muted-foreground">
                {run.strategy_version === null ? '' : `v${run.strategy_version} · `}
                {run.symbol} · {run.timeframe} · {periodWords(run)}
              </p>
            </div>
            <RemoveButton run={run} />
          </div>
          <dl className="mt-2 grid grid-cols-4 gap-2 text-2xs [&_dd]:text-[0.8125rem] [&_dt]:text-muted-foreground">
            <div>
              <dt>Return</dt>
              <dd>
                <Change value={metricOf(run, 'total_return_pct')} format={format} />
              </dd>
            </div>
            <div>
              <dt>Drawdown</dt>
              <dd className="figure">{format.percent(metricOf(run, 'max_drawdown_pct'))}</dd>
            </div>
            <div>
              <dt>Sharpe</dt>
              <dd className="figure">{format.ratio(metricOf(run, 'sharpe_ratio'))}</dd>
            </div>
            <div>
              <dt>Trades</dt>
              <dd className="figure">{format.integer(metricOf(run, 'total_trades'))}</dd>
            </div>
          </dl>
          <p className="figure mt-2 flex flex-wrap items-center gap-2 text-2xs text-muted-foreground">
            <StatusBadge status={run.status} percent={run.progress_pct} />
            {format.dateTime(run.started_at ?? run.created_at)} ·{' '}
            <Duration run={run} format={format} />
          </p>
        </li>
      ))}
    </ul>
  )
}
