'use client'

import { useDeferredValue } from 'react'

import { Page } from '@/components/layout/page'
import { Link } from '@/components/link'
import { Awaited } from '@/components/states/awaited'
import { Boundary } from '@/components/states/boundary'
import { Empty } from '@/components/states/empty'
import { Button } from '@/components/ui/button'
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

/** What the page is about whatever stage the run is at; part of the document itself. */
const about = (
  <p>
    A simulation on past prices: what the strategy would have earned and risked, with every trade
    and its costs. Past simulated results do not predict future ones.
  </p>
)

/** A backtest at whatever stage it is: on its way, ended without a result, or with one. */
export function BacktestView({ id }: { id: string }) {
  const run = useRun(id)
  const results = useCode('results', loadResults)
  const job = run.query.data
  const isCompleted = job?.status === 'completed'
  // What an answer changes is drawn in one piece: a result is too much for that.
  const hasResult = useDeferredValue(isCompleted)
  useTitle(job ? `${job.strategy_name} · Backtest` : 'Backtest')
  const announcement = (
    <p role="status" className="sr-only">
      {run.announcement}
    </p>
  )
  const BacktestResults = results.data
  if (isCompleted && hasResult && BacktestResults) {
    return (
      <>
        {announcement}
        <Boundary what="Results">
          <BacktestResults id={id} about={about} />
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
        lead={
          <>
            {about}
            {job && !isCompleted ? <BacktestLead job={job} /> : null}
          </>
        }
        actions={
          <Button asChild>
            <Link href="/backtests">All backtests</Link>
          </Button>
        }
      >
        {isCompleted ? (
          <Awaited query={results} what="results" skeleton={<ResultsSkeleton />}>
            {() => <ResultsSkeleton />}
          </Awaited>
        ) : (
          <Awaited query={run.query} what="backtest" skeleton={<ResultsSkeleton />}>
            {(found) =>
              isFinal(found.status) ? (
                <BacktestEnd job={found} />
              ) : (
                <BacktestProgress job={found} run={run} />
              )
            }
          </Awaited>
        )}
      </Page>
    </>
  )
}
