'use client'

import { keepPreviousData, useQueryClient } from '@tanstack/react-query'
import { parseAsInteger, parseAsString, useQueryStates } from 'nuqs'
import { useState } from 'react'
import { toast } from '@/lib/toast'

import { Page } from '@/components/layout/page'
import { Awaited } from '@/components/states/awaited'
import { Boundary } from '@/components/states/boundary'
import { Empty } from '@/components/states/empty'
import { Confirm } from '@/components/ui/alert-dialog'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { Pagination } from '@/components/ui/pagination'
import { Skeleton } from '@/components/ui/skeleton'
import { useFormat } from '@/hooks/use-format'
import { $api } from '@/lib/api-client'
import { ProblemError } from '@/lib/problem'

import { CoverageTable, type Series } from './coverage-table'
import { ImportCard } from './import-card'
import { MarketNav } from './market-nav'
import { SymbolPicker } from './symbol-picker'

const LIMIT = 20
const asked = {
  page: parseAsInteger.withDefault(1),
  sort: parseAsString.withDefault('symbol'),
  symbol: parseAsString,
}

function useRemoval() {
  const client = useQueryClient()
  const format = useFormat()
  return $api.useMutation('delete', '/api/v1/market/series', {
    onSuccess: ({ bars }) => {
      toast.success(`Deleted ${format.integer(bars)} bars`)
      void client.invalidateQueries({
        predicate: ({ queryKey }) => String(queryKey[1]).startsWith('/api/v1/market'),
      })
    },
    onError: (error: unknown) =>
      toast.error(error instanceof ProblemError ? error.message : 'The series was not deleted'),
  })
}

function Stored() {
  const [{ page, sort, symbol }, setAsked] = useQueryStates(asked)
  const [doomed, setDoomed] = useState<Series | null>(null)
  const removal = useRemoval()
  const query = $api.useQuery(
    'get',
    '/api/v1/market/coverage',
    { params: { query: { page, sort, limit: LIMIT, ...(symbol ? { symbol } : {}) } } },
    { placeholderData: keepPreviousData },
  )
  return (
    <Card aria-labelledby="stored-title">
      <CardHeader id="stored-title" title="Stored data" hint="Backtests read these bars">
        <SymbolPicker
          label="Filter by symbol"
          value={symbol ?? undefined}
          className="w-48"
          onPick={(picked) => void setAsked({ symbol: picked.symbol, page: 1 })}
        />
        {symbol === null ? null : (
          <Button onClick={() => void setAsked({ symbol: null, page: 1 })}>Show all</Button>
        )}
      </CardHeader>
      <Awaited query={query} what="stored series" skeleton={<Skeleton className="h-100 w-full" />}>
        {({ items, total }) =>
          items.length === 0 ? (
            <Empty
              title={symbol === null ? 'Nothing is stored yet' : `Nothing of ${symbol} is stored`}
              action={
                <Button asChild variant="primary">
                  <a href="#import">Import a candle file</a>
                </Button>
              }
            >
              Backtests and charts need stored bars.
            </Empty>
          ) : (
            <>
              <CoverageTable
                items={items}
                sort={sort}
                onSort={(next) => void setAsked({ sort: next, page: 1 })}
                onDelete={setDoomed}
              />
              <Pagination
                page={page}
                limit={LIMIT}
                total={total}
                onPage={(next) => void setAsked({ page: next })}
              />
            </>
          )
        }
      </Awaited>
      <Confirm
        isOpen={doomed !== null}
        onOpenChange={(isOpen) => (isOpen ? undefined : setDoomed(null))}
        title={`Delete ${doomed?.symbol ?? ''} ${doomed?.timeframe ?? ''} of ${doomed?.source ?? ''}?`}
        confirm="Delete the series"
        isDangerous
        onConfirm={() => {
          if (doomed === null) return
          const { source, symbol: name, timeframe } = doomed
          removal.mutate({ params: { query: { source, symbol: name, timeframe } } })
        }}
      >
        Its bars are gone for good; backtests that used them keep their results. The file can be
        imported again.
      </Confirm>
    </Card>
  )
}

/** What is stored, and how to add to it. */
export function Coverage() {
  return (
    <Page title="Market data" actions={<MarketNav />}>
      <Boundary what="The stored data">
        <Stored />
      </Boundary>
      <Boundary what="The import">
        <ImportCard />
      </Boundary>
    </Page>
  )
}
