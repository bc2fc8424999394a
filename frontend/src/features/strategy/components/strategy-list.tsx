'use client'

import dynamic from 'next/dynamic'
import { useRef } from 'react'

import { useRowKeys } from '@/components/layout/use-row-keys'
import { Awaited } from '@/components/states/awaited'
import { Empty } from '@/components/states/empty'
import { Button } from '@/components/ui/button'
import { Pagination } from '@/components/ui/pagination'
import { Skeleton } from '@/components/ui/skeleton'
import { useFormat } from '@/hooks/use-format'
import { useMedia } from '@/hooks/use-media'
import { cn } from '@/lib/cn'

import { LIST_LIMIT, useStrategies } from '../api'
import { useChosen } from '../hooks/use-chosen'
import type { ListState } from '../hooks/use-list-state'
import { isFiltered, type Summary } from '../model'

import { StrategyCards } from './strategy-cards'
import { StrategyFilters } from './strategy-filters'
import { StrategyTable } from './strategy-table'
import { TemplateGallery } from './template-gallery'

const BulkBar = dynamic(() => import('./bulk-bar').then((part) => part.BulkBar), { ssr: false })

function Outline() {
  return (
    <div className="flex flex-col gap-2">
      {Array.from({ length: 6 }, (_, row) => (
        <Skeleton key={row} className="h-10 w-full max-md:h-28" />
      ))}
    </div>
  )
}

function NothingFound({ state }: { state: ListState }) {
  return (
    <Empty
      title="No strategy matches"
      action={<Button onClick={state.clear}>Clear the filter</Button>}
    >
      None of your strategies is like that.
    </Empty>
  )
}

function Nothing({ state }: { state: ListState }) {
  return (
    <div className="flex flex-col gap-4">
      <div>
        <p className="text-base font-semibold">No strategy yet: begin with a ready one</p>
        <p className="max-w-prose text-muted-foreground">
          A template becomes a strategy of your own that you can put to the test at once and change
          as you like. Something you put aside is in{' '}
          <Button
            variant="link"
            size="bare"
            className="min-h-6"
            onClick={() => state.filterBy({ status: 'archived' })}
          >
            the archive
          </Button>
          .
        </p>
      </div>
      <TemplateGallery />
    </div>
  )
}

function Items({ items, state }: { items: readonly Summary[]; state: ListState }) {
  const format = useFormat()
  const chosen = useChosen(items)
  const isWide = useMedia('(min-width: 48rem)')
  const list = useRef<HTMLDivElement>(null)
  useRowKeys(list)
  return (
    <div ref={list} className="flex flex-col gap-3">
      {chosen.chosen.length === 0 ? null : <BulkBar {...chosen} />}
      {isWide ? (
        <StrategyTable
          items={items}
          sort={state.sort}
          onSort={state.sortBy}
          format={format}
          chosen={chosen}
        />
      ) : (
        <StrategyCards items={items} format={format} chosen={chosen} />
      )}
    </div>
  )
}

/** The own strategies, narrowed and sorted as the address says. */
export function StrategyList({ state }: { state: ListState }) {
  const { filter, sort, page, turnTo } = state
  const query = useStrategies(filter, sort, page)
  const isNew = query.data?.total === 0 && !isFiltered(filter)
  return (
    <div className="flex flex-col gap-4">
      {isNew ? null : <StrategyFilters {...state} />}
      <Awaited query={query} what="strategies" skeleton={<Outline />}>
        {({ items, total }) => {
          if (isNew) return <Nothing state={state} />
          if (total === 0) return <NothingFound state={state} />
          return (
            <div
              aria-busy={query.isPlaceholderData}
              className={cn(query.isPlaceholderData && 'opacity-60')}
            >
              <p className="sr-only" role="status">
                {total} {total === 1 ? 'strategy' : 'strategies'}
              </p>
              <Items items={items} state={state} />
              <Pagination page={page} limit={LIST_LIMIT} total={total} onPage={turnTo} />
            </div>
          )
        }}
      </Awaited>
    </div>
  )
}
