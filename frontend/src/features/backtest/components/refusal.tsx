'use client'

import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { ProblemError } from '@/lib/problem'

import { daysOf, type Days, type Series } from '../period'

const LACKS_DATA = new Set([3001, 5003])

interface Props {
  error: unknown
  series: Series | null
  onPeriod: (days: Days) => void
}

/** Why the run was not taken, with the change that helps where there is one. */
export function Refusal({ error, series, onPeriod }: Props) {
  const problem = error instanceof ProblemError ? error : null
  const days = series !== null && LACKS_DATA.has(problem?.code ?? 0) ? daysOf(series) : null
  return (
    <Alert tone="bad" role="alert" title="The backtest was not started">
      <p>{problem?.message ?? 'Something went wrong in the browser.'}</p>
      {problem?.retryAfter ? <p>Try again in {problem.retryAfter} seconds.</p> : null}
      {days === null ? null : (
        <Button size="sm" className="mt-2" onClick={() => onPeriod(days)}>
          Use {days.start} to {days.end}
        </Button>
      )}
    </Alert>
  )
}
