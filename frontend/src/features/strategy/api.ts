import { keepPreviousData, useQueryClient } from '@tanstack/react-query'

import { $api } from '@/lib/api-client'

import { listQuery, type Filter, type Strategy } from './model'

export const LIST_LIMIT = 20
export const RUNS_LIMIT = 10
export const VERSIONS_LIMIT = 20
const MINUTE_MS = 60_000

function one(id: string) {
  return { params: { path: { strategy_id: id } } }
}

export function useStrategies(filter: Filter, sort: string, page: number) {
  return $api.useQuery(
    'get',
    '/api/v1/strategies',
    { params: { query: listQuery(filter, sort, page, LIST_LIMIT) } },
    { placeholderData: keepPreviousData },
  )
}

/** Return what the strategies trade, each symbol once. */
export function useTraded() {
  return $api.useQuery('get', '/api/v1/strategies/markets')
}

export function useStrategy(id: string) {
  return $api.useQuery('get', '/api/v1/strategies/{strategy_id}', one(id))
}

export function useTemplates(symbol: string) {
  const params = symbol === '' ? {} : { query: { symbol } }
  return $api.useQuery(
    'get',
    '/api/v1/strategies/templates',
    { params },
    { staleTime: Infinity, placeholderData: keepPreviousData },
  )
}

/** Return the series of hourly candles that are stored: what templates can run on. */
export function useHourlySeries() {
  return $api.useQuery(
    'get',
    '/api/v1/market/coverage',
    { params: { query: { timeframe: '1h', limit: 100 } } },
    { staleTime: MINUTE_MS, select: ({ items }) => items },
  )
}

/** Return the rules in words and as text. */
export function useForms(document: Strategy['document']) {
  return $api.useQuery(
    'post',
    '/api/v1/rules/parse',
    { body: { document } },
    { staleTime: Infinity },
  )
}

export function useRuns(id: string, page: number) {
  const query = { strategy_id: id, page, limit: RUNS_LIMIT }
  return $api.useQuery(
    'get',
    '/api/v1/backtests',
    { params: { query } },
    { placeholderData: keepPreviousData },
  )
}

export function useVersions(id: string, page: number) {
  return $api.useQuery(
    'get',
    '/api/v1/strategies/{strategy_id}/versions',
    { params: { path: { strategy_id: id }, query: { page, limit: VERSIONS_LIMIT } } },
    { placeholderData: keepPreviousData },
  )
}

export function useDiff(id: string, older: number, newer: number) {
  return $api.useQuery(
    'get',
    '/api/v1/strategies/{strategy_id}/versions/{number}/diff',
    { params: { path: { strategy_id: id, number: newer }, query: { against: older } } },
    { placeholderData: keepPreviousData },
  )
}

/** Everything that tells of strategies is asked for again. */
function useAskAgain() {
  const client = useQueryClient()
  return () =>
    client.invalidateQueries({
      predicate: ({ queryKey: [, path] }) =>
        typeof path === 'string' && /^\/api\/v1\/(strategies(?!\/templates)|dashboard)/.test(path),
    })
}

/** Show the strategy as the server answered it, before anything is asked for again. */
function useStored() {
  const client = useQueryClient()
  const askAgain = useAskAgain()
  return (strategy: Strategy) => {
    const { queryKey } = $api.queryOptions(
      'get',
      '/api/v1/strategies/{strategy_id}',
      one(strategy.id),
    )
    client.setQueryData(queryKey, strategy)
    void askAgain()
  }
}

export function useCreate() {
  return $api.useMutation('post', '/api/v1/strategies', { onSuccess: useStored() })
}

export function useClone() {
  const path = '/api/v1/strategies/{strategy_id}/clone'
  return $api.useMutation('post', path, { onSuccess: useStored() })
}

export function useArchive() {
  const path = '/api/v1/strategies/{strategy_id}/archive'
  return $api.useMutation('post', path, { onSuccess: useStored() })
}

export function useUnarchive() {
  const path = '/api/v1/strategies/{strategy_id}/unarchive'
  return $api.useMutation('post', path, { onSuccess: useStored() })
}

export function usePause() {
  const path = '/api/v1/strategies/{strategy_id}/deactivate'
  return $api.useMutation('post', path, { onSuccess: useStored() })
}

export function useRestore() {
  const path = '/api/v1/strategies/{strategy_id}/versions/{number}/restore'
  return $api.useMutation('post', path, { onSuccess: useStored() })
}

/** Return how to delete a strategy; `left` runs first, so that its page asks for nothing more. */
export function useRemove(left: () => void) {
  const askAgain = useAskAgain()
  return $api.useMutation('delete', '/api/v1/strategies/{strategy_id}', {
    onSuccess: () => {
      left()
      void askAgain()
    },
  })
}
