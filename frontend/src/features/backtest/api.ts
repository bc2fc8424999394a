import { keepPreviousData, useQueryClient } from '@tanstack/react-query'

import { $api } from '@/lib/api-client'
import { useLive } from '@/stores/live'

import { isFinal, type Job, type Status } from './model'

const WAITING_POLL_MS = 2_000
const LIVE_POLL_MS = 10_000
const LIST_POLL_MS = 4_000
const CHIP_POLL_MS = 5_000
const MINUTE_MS = 60_000

const ONE = '/api/v1/backtests/{backtest_id}'

function one(id: string) {
  return { params: { path: { backtest_id: id } } }
}

/** Return one backtest, asked for again until it is over: often where no live line says more. */
export function useBacktest(id: string, isWanted = true) {
  const isLive = useLive(({ state }) => state === 'live')
  return $api.useQuery('get', ONE, one(id), {
    enabled: isWanted && id !== '',
    refetchInterval: ({ state: { data } }) => {
      if (data === undefined || isFinal(data.status)) return false
      return data.status === 'running' && isLive ? LIVE_POLL_MS : WAITING_POLL_MS
    },
  })
}

export interface ListQuery {
  status: Status | null
  strategy: string
  symbol: string
  sort: string
  page: number
}

export const LIST_LIMIT = 20

/** Return a page of backtests; while one of them is not over, the page is asked for again. */
export function useBacktests({ status, strategy, symbol, sort, page }: ListQuery) {
  const query = {
    page,
    limit: LIST_LIMIT,
    sort,
    ...(status === null ? {} : { status }),
    ...(strategy === '' ? {} : { strategy_id: strategy }),
    ...(symbol === '' ? {} : { symbol }),
  }
  return $api.useQuery(
    'get',
    '/api/v1/backtests',
    { params: { query } },
    {
      placeholderData: keepPreviousData,
      refetchInterval: ({ state: { data } }) =>
        data?.items.some((item) => !isFinal(item.status)) ? LIST_POLL_MS : false,
    },
  )
}

/** Return the newest finished run of a strategy, null where there is none yet. */
export function useLastRun(strategyId: string) {
  const query = { strategy_id: strategyId, status: 'completed' as const, limit: 1 }
  return $api.useQuery(
    'get',
    '/api/v1/backtests',
    { params: { query: { ...query, sort: '-created_at' } } },
    { enabled: strategyId !== '', select: ({ items }) => items[0] ?? null },
  )
}

/** Return how many backtests have this status. */
export function useCount(status: Status) {
  return $api.useQuery(
    'get',
    '/api/v1/backtests',
    { params: { query: { status, limit: 1 } } },
    {
      select: ({ total }) => total,
      refetchInterval: ({ state: { data } }) => ((data?.total ?? 0) > 0 ? CHIP_POLL_MS : MINUTE_MS),
    },
  )
}

const CHOICES = 20

/** Return the strategies whose name holds `search`, the first of them by name. */
export function useStrategies(search: string, withArchived: boolean) {
  const query = {
    limit: CHOICES,
    sort: 'name',
    ...(search === '' ? {} : { search }),
    ...(withArchived ? {} : { archived: false }),
  }
  return $api.useQuery(
    'get',
    '/api/v1/strategies',
    { params: { query } },
    { placeholderData: keepPreviousData },
  )
}

/** Return the markets whose symbol holds `search`. */
export function useSymbols(search: string) {
  const query = { limit: CHOICES, ...(search === '' ? {} : { search }) }
  return $api.useQuery(
    'get',
    '/api/v1/market/symbols',
    { params: { query } },
    { placeholderData: keepPreviousData },
  )
}

export function useStrategy(id: string) {
  return $api.useQuery(
    'get',
    '/api/v1/strategies/{strategy_id}',
    { params: { path: { strategy_id: id } } },
    { enabled: id !== '' },
  )
}

/** Return the stored series of a symbol, in every timeframe and from every source. */
export function useSeries(symbol: string) {
  return $api.useQuery(
    'get',
    '/api/v1/market/coverage',
    { params: { query: { symbol, limit: 100 } } },
    { enabled: symbol !== '', select: ({ items }) => items, staleTime: MINUTE_MS },
  )
}

/** Return how to put a backtest in the queue. */
export function useStart(onStarted: (job: Job) => void) {
  const client = useQueryClient()
  return $api.useMutation('post', '/api/v1/backtests', {
    onSuccess: (job) => {
      client.setQueryData($api.queryOptions('get', ONE, one(job.id)).queryKey, job)
      void client.invalidateQueries({ queryKey: ['get', '/api/v1/backtests'] })
      onStarted(job)
    },
  })
}

/** Return how to cancel a backtest that is not over, or to delete one that is. */
export function useRemove(onRemoved?: () => void) {
  const client = useQueryClient()
  return $api.useMutation('delete', ONE, {
    onSuccess: async () => {
      onRemoved?.()
      await Promise.all([
        client.invalidateQueries({ queryKey: ['get', '/api/v1/backtests'] }),
        client.invalidateQueries({ queryKey: ['get', '/api/v1/dashboard/summary'] }),
      ])
    },
  })
}

export function useComparison(ids: readonly string[]) {
  return $api.useQuery(
    'get',
    '/api/v1/backtests/compare',
    { params: { query: { ids: [...ids] } } },
    { enabled: ids.length >= 2, staleTime: Infinity },
  )
}

/** Return how to ask for one backtest again, at once. */
export function useAskAgain(id: string) {
  const client = useQueryClient()
  return () =>
    void client.invalidateQueries({ queryKey: $api.queryOptions('get', ONE, one(id)).queryKey })
}
