import type { Listed } from '../model'

import { StatusBadge } from './status-badge'

/** What is run on which bars, in one line. */
export function BacktestLead({ job }: { job: Listed }) {
  const period = `${job.start_date ?? 'first bar'} to ${job.end_date ?? 'last bar'} UTC`
  return (
    <p className="figure flex flex-wrap items-center gap-x-2 gap-y-1">
      <StatusBadge status={job.status} />
      {job.strategy_version === null ? null : <span>v{job.strategy_version}</span>}
      <span>{job.symbol}</span>
      <span>{job.timeframe}</span>
      <span>{period}</span>
    </p>
  )
}
