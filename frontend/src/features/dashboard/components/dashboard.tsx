'use client'

import { Page } from '@/components/layout/page'
import { Awaited } from '@/components/states/awaited'
import { Boundary } from '@/components/states/boundary'
import { Skeleton } from '@/components/ui/skeleton'
import { $api } from '@/lib/api-client'

import { stageOf, type Summary } from '../model'
import { EquityCard } from './equity-card'
import { FirstSteps } from './first-steps'
import { Happenings } from './happenings'
import { LatestResults } from './latest-results'
import { RunningJobs } from './running-jobs'
import { StrategiesCard } from './strategies-card'
import { WatchCard } from './watch-card'

const BUSY_MS = 5_000

function Layout({ main, side }: { main: React.ReactNode; side: React.ReactNode }) {
  return (
    <div className="grid items-start gap-4 xl:grid-cols-12">
      <div className="flex min-w-0 flex-col gap-4 xl:col-span-8">{main}</div>
      <div className="grid min-w-0 items-start gap-4 md:grid-cols-2 xl:col-span-4 xl:grid-cols-1">
        {side}
      </div>
    </div>
  )
}

function Waiting() {
  return (
    <Layout
      main={
        <>
          <Skeleton className="h-140 w-full" />
          <Skeleton className="h-40 w-full" />
        </>
      }
      side={
        <>
          <Skeleton className="h-70 w-full" />
          <Skeleton className="h-40 w-full" />
        </>
      }
    />
  )
}

function Cards({ summary }: { summary: Summary }) {
  const stage = stageOf(summary)
  return (
    <Layout
      main={
        <>
          {stage === 3 ? null : <FirstSteps stage={stage} />}
          {summary.recent.length === 0 ? null : (
            <>
              <Boundary what="The chosen backtest">
                <EquityCard recent={summary.recent} />
              </Boundary>
              <Boundary what="The latest results">
                <LatestResults recent={summary.recent} />
              </Boundary>
            </>
          )}
        </>
      }
      side={
        <>
          <Boundary what="Prices">
            <WatchCard watchlist={summary.watchlist} />
          </Boundary>
          <Boundary what="What is running">
            <RunningJobs active={summary.active} />
          </Boundary>
          <Boundary what="Strategies">
            <StrategiesCard strategies={summary.strategies} />
          </Boundary>
          <Boundary what="What happened last">
            <Happenings events={summary.events} />
          </Boundary>
        </>
      }
    />
  )
}

/** What somebody sees first: the last result, moving prices, and what is going on. */
export function Dashboard() {
  const query = $api.useQuery(
    'get',
    '/api/v1/dashboard/summary',
    {},
    {
      // What waits moves up without a word; what ends is told.
      refetchInterval: ({ state }) => ((state.data?.active.length ?? 0) > 0 ? BUSY_MS : false),
    },
  )
  return (
    <Page
      title="Dashboard"
      lead="Your latest result and what it is worth, the prices you watch, what is running now, and what happened last."
    >
      <Awaited query={query} what="dashboard" skeleton={<Waiting />}>
        {(summary) => <Cards summary={summary} />}
      </Awaited>
    </Page>
  )
}
