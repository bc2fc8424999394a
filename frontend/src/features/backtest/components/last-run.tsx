import type { Formatter } from '@/lib/format'

import { useLastRun } from '../api'
import { periodWords, secondsOf } from '../model'

/** How long to expect a run to take: what the strategy's last one took, over which period. */
export function LastRun({ strategyId, format }: { strategyId: string; format: Formatter }) {
  const { data: run } = useLastRun(strategyId)
  const seconds = run ? secondsOf(run, 0) : null
  if (!run || seconds === null) return null
  return (
    <span className="figure text-2xs text-muted-foreground" data-testid="last-run">
      The last run of this strategy took {format.duration(seconds)} ({periodWords(run)}).
    </span>
  )
}
