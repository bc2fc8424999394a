'use client'

import { Plus } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { parseAsString, useQueryState } from 'nuqs'

import { Page } from '@/components/layout/page'
import { useShortcut } from '@/components/layout/use-shortcut'
import { Link } from '@/components/link'
import { Awaited } from '@/components/states/awaited'
import { Empty } from '@/components/states/empty'
import { Button } from '@/components/ui/button'
import { Pagination } from '@/components/ui/pagination'
import { Skeleton } from '@/components/ui/skeleton'
import { useFormat } from '@/hooks/use-format'
import { useMedia } from '@/hooks/use-media'

import { LIST_LIMIT, useBacktests } from '../api'
import { useListQuery, type ListControls } from '../hooks/use-list-query'
import { idsOf, toggled } from '../selection'

import { ListFilters } from './list-filters'
import { RunCards } from './run-cards'
import { RunTable } from './run-table'
import { SelectionBar } from './selection-bar'

const NEW = '/backtests/new'
const LEAD =
  'Strategies put to the test on past prices: what each run would have earned, what it risked, and how often it traded.'

function Nothing({ isFiltered, reset }: Pick<ListControls, 'isFiltered' | 'reset'>) {
  if (isFiltered)
    return (
      <Empty
        title="No backtest matches"
        action={
          <Button variant="primary" onClick={reset}>
            Show all
          </Button>
        }
      >
        Choose another strategy, market or status.
      </Empty>
    )
  return (
    <Empty
      title="No backtest yet"
      action={
        <Button variant="primary" asChild>
          <Link href={NEW}>Run the first backtest</Link>
        </Button>
      }
    >
      A backtest runs a strategy over past bars and shows what it would have earned and risked.
    </Empty>
  )
}

/** Every backtest of the account: filtered, sorted, compared, removed. */
export function BacktestList() {
  const router = useRouter()
  const format = useFormat()
  const controls = useListQuery()
  const { query, change, toPage, isFiltered, reset } = controls
  const isWide = useMedia('(min-width: 48rem)')
  const backtests = useBacktests(query)
  const [ids, setIds] = useQueryState('ids', parseAsString.withDefault(''))
  const selected = idsOf(ids)
  const onToggle = (id: string) => void setIds(toggled(selected, id).join(',') || null)
  useShortcut('n', () => router.push(NEW))
  useShortcut('/', () => document.querySelector<HTMLElement>('[data-filter]')?.focus())
  return (
    <Page
      title="Backtests"
      lead={LEAD}
      actions={
        <Button variant="primary" asChild>
          <Link href={NEW}>
            <Plus aria-hidden />
            New backtest
          </Link>
        </Button>
      }
    >
      <ListFilters {...controls} />
      <Awaited
        query={backtests}
        what="backtests"
        skeleton={<Skeleton className="h-[28rem] w-full" />}
      >
        {({ items, total }) =>
          items.length === 0 && query.page === 1 ? (
            <Nothing isFiltered={isFiltered} reset={reset} />
          ) : (
            <div aria-busy={backtests.isPlaceholderData} className="flex flex-col gap-3">
              <SelectionBar selected={selected} onClear={() => void setIds(null)} />
              {isWide ? (
                <RunTable
                  runs={items}
                  selected={selected}
                  onToggle={onToggle}
                  format={format}
                  sort={query.sort}
                  onSort={(sort) => change({ sort })}
                />
              ) : (
                <RunCards runs={items} selected={selected} onToggle={onToggle} format={format} />
              )}
              {items.length === 0 ? <p>There is nothing on this page.</p> : null}
              <Pagination page={query.page} limit={LIST_LIMIT} total={total} onPage={toPage} />
            </div>
          )
        }
      </Awaited>
    </Page>
  )
}
