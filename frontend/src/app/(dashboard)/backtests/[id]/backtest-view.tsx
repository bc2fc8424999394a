'use client'

import { Page } from '@/components/layout/page'
import { Link } from '@/components/link'
import { Awaited } from '@/components/states/awaited'
import { Boundary } from '@/components/states/boundary'
import { Empty } from '@/components/states/empty'
import { Button } from '@/components/ui/button'
import { Skeleton } from '@/components/ui/skeleton'
import { ResultsSkeleton } from '@/features/backtest-results/components/results-skeleton'
import { BacktestEnd } from '@/features/backtest/components/backtest-end'
import { BacktestLead } from '@/features/backtest/components/backtest-lead'
import { BacktestProgress } from '@/features/backtest/components/backtest-progress'
import { useRun } from '@/features/backtest/hooks/use-run'
import { isFinal } from '@/features/backtest/model'
import { useCode } from '@/hooks/use-code'
import { useTitle } from '@/hooks/use-title'
import { ProblemError } from '@/lib/problem'

/** The API's words for an id that is none of this account's, or none at all. */
const NONE: ReadonlySet<number> = new Set([404, 422])

function Missing() {
  return (
    <Page title="No such backtest">
      <Empty
        title="This backtest does not exist"
        action={
          <Button variant="primary" asChild>
            <Link href="/backtests">All backtests</Link>
          </Button>
        }
      >
        It may have been deleted, or it is not yours.
      </Empty>
    </Page>
  )
}

// Most who come here see a result: its parts come while the page asks whether there is one.
const loadResults = () =>
  import('@/features/backtest-results/components/backtest-results').then(
    (part) => part.BacktestResults,
  )

/** A backtest at whatever stage it is: on its way, ended without a result, or with one. */
export function BacktestView({ id }: { id: string }) {
  const run = useRun(id)
  const results = useCode('results', loadResults)
  const job = run.query.data
  useTitle(job ? `${job.strategy_name} · Backtest` : 'Backtest')
  const announcement = (
    <p role="status" className="sr-only">
      {run.announcement}
    </p>
  )
  if (job?.status === 'completed') {
    return (
      <>
        {announcement}
        <Boundary what="Results">
          <Awaited query={results} what="results" skeleton={<ResultsSkeleton />}>
            {(BacktestResults) => <BacktestResults id={id} />}
          </Awaited>
        </Boundary>
      </>
    )
  }
  if (run.query.error instanceof ProblemError && NONE.has(run.query.error.status))
    return <Missing />
  return (
    <>
      {announcement}
      <Page
        title={job?.strategy_name ?? 'Backtest'}
        lead={job ? <BacktestLead job={job} /> : null}
        actions={
          <Button asChild>
            <Link href="/backtests">All backtests</Link>
          </Button>
        }
      >
        <Awaited query={run.query} what="backtest" skeleton={<Skeleton className="h-64 w-full" />}>
          {(found) =>
            isFinal(found.status) ? (
              <BacktestEnd job={found} />
            ) : (
              <BacktestProgress job={found} run={run} />
            )
          }
        </Awaited>
      </Page>
    </>
  )
}
