'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'

import { $api, api } from '@/lib/api-client'

import type { Backtest } from './model'
import { tradesOf, type Trade } from './trades'

type Document = Backtest['strategy']

/** A finished run never changes. */
const FOREVER = { staleTime: Infinity, gcTime: 10 * 60_000 }

/** More trades than this are not loaded into a page; one answer holds as many. */
export const TRADES_MOST = 20_000

export function useBacktest(id: string) {
  return $api.useQuery('get', '/api/v1/backtests/{backtest_id}', {
    params: { path: { backtest_id: id } },
  })
}

export function useEquity(id: string) {
  return $api.useQuery(
    'get',
    '/api/v1/backtests/{backtest_id}/equity',
    { params: { path: { backtest_id: id } } },
    FOREVER,
  )
}

export interface Trades {
  items: Trade[]
  /** Closed trades of the run; more than `items` beyond the limit. */
  total: number
}

async function allTrades(id: string, signal: AbortSignal): Promise<Trades> {
  const { data } = await api.GET('/api/v1/backtests/{backtest_id}/trades/columns', {
    params: { path: { backtest_id: id }, query: { limit: TRADES_MOST } },
    signal,
  })
  return data === undefined ? { items: [], total: 0 } : { items: tradesOf(data), total: data.total }
}

/** Return every closed trade of a run, in the order they closed. */
export function useTrades(id: string) {
  return useQuery({
    queryKey: ['backtest-trades', id],
    queryFn: ({ signal }) => allTrades(id, signal),
    ...FOREVER,
  })
}

/** Remove the run; the lists that showed it are asked again. */
export function useDelete() {
  const client = useQueryClient()
  return $api.useMutation('delete', '/api/v1/backtests/{backtest_id}', {
    onSuccess: () => client.invalidateQueries({ queryKey: ['get', '/api/v1/backtests'] }),
  })
}

/** Return a strategy document in words. */
export function useRules(document: Document) {
  return $api.useQuery('post', '/api/v1/rules/parse', { body: { document } }, FOREVER)
}
