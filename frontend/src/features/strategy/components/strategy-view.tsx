'use client'

import { Page } from '@/components/layout/page'
import { Link } from '@/components/link'
import { Awaited } from '@/components/states/awaited'
import { Empty } from '@/components/states/empty'
import { Button } from '@/components/ui/button'
import { Skeleton } from '@/components/ui/skeleton'
import { ProblemError } from '@/lib/problem'

import { useStrategy } from '../api'

import { StrategyPage } from './strategy-page'

function Outline() {
  return (
    <div className="flex flex-col gap-4">
      <Skeleton className="h-9 w-full max-w-sm" />
      <Skeleton className="h-40 w-full" />
      <Skeleton className="h-64 w-full" />
    </div>
  )
}

/** A strategy by its id; one that is not there leads to those that are. */
export function StrategyView({ id }: { id: string }) {
  const query = useStrategy(id)
  const { data, error } = query
  if (data !== undefined) return <StrategyPage strategy={data} />
  if (error instanceof ProblemError && (error.status === 404 || error.status === 422)) {
    return (
      <Page title="No such strategy">
        <Empty
          title="This strategy does not exist"
          action={
            <Button variant="primary" asChild>
              <Link href="/strategies">See your strategies</Link>
            </Button>
          }
        >
          It may have been deleted, or it is not yours.
        </Empty>
      </Page>
    )
  }
  return (
    <Page title="Strategy">
      <Awaited query={query} what="strategy" skeleton={<Outline />}>
        {() => null}
      </Awaited>
    </Page>
  )
}
