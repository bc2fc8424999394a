'use client'

import { parseAsInteger, useQueryState } from 'nuqs'
import { useRef } from 'react'

import { useRowKeys } from '@/components/layout/use-row-keys'
import { Link } from '@/components/link'
import { Awaited } from '@/components/states/awaited'
import { Empty } from '@/components/states/empty'
import { Button } from '@/components/ui/button'
import { Pagination } from '@/components/ui/pagination'
import { Skeleton } from '@/components/ui/skeleton'
import { useFormat } from '@/hooks/use-format'

import { RUNS_LIMIT, useRuns } from '../api'
import { runHref } from '../model'

import { RunTable } from './run-table'

/** How a strategy did so far: its backtests, page by page. */
export function Runs({ id }: { id: string }) {
  const [page, setPage] = useQueryState('runs', parseAsInteger.withDefault(1))
  const query = useRuns(id, Math.max(1, page))
  const format = useFormat()
  const list = useRef<HTMLElement>(null)
  useRowKeys(list)
  return (
    <section ref={list} aria-labelledby="runs-title" className="flex min-w-0 flex-col gap-3">
      <h2 id="runs-title" className="text-sm font-semibold">
        Backtests
      </h2>
      <Awaited query={query} what="backtests" skeleton={<Skeleton className="h-40 w-full" />}>
        {({ items, total }) =>
          total === 0 ? (
            <Empty
              title="Not put to the test yet"
              action={
                <Button asChild>
                  <Link href={runHref(id)}>Run its first backtest</Link>
                </Button>
              }
            >
              A backtest runs the rules over stored candles and shows every trade they would have
              made.
            </Empty>
          ) : (
            <div>
              <RunTable runs={items} format={format} />
              <Pagination
                page={Math.max(1, page)}
                limit={RUNS_LIMIT}
                total={total}
                onPage={(next) => void setPage(next)}
              />
            </div>
          )
        }
      </Awaited>
    </section>
  )
}
