'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'

import { $api, api } from '@/lib/api-client'

import type { Backtest } from './model'
import type { Trade } from './trades'

type Document = Backtest['strategy']

/** A finished run never changes. */
const FOREVER = { staleTime: Infinity, gcTime: 10 * 60_000 }
const PAGE = 100
const AT_ONCE = 4

/** More trades than this are not loaded into a page. */
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

async function tradePage(id: string, page: number, signal: AbortSignal): Promise<Trades> {
  const { data } = await api.GET('/api/v1/backtests/{backtest_id}/trades', {
    params: { path: { backtest_id: id }, query: { page, limit: PAGE, sort: 'number' } },
    signal,
  })
  return { items: data?.items ?? [], total: data?.total ?? 0 }
}

async function allTrades(id: string, signal: AbortSignal): Promise<Trades> {
  const first = await tradePage(id, 1, signal)
  const pages = Math.ceil(Math.min(first.total, TRADES_MOST) / PAGE)
  const items = [...first.items]
  for (let page = 2; page <= pages; page += AT_ONCE) {
    const wanted = Array.from({ length: Math.min(AT_ONCE, pages - page + 1) }, (_, at) => page + at)
    const found = await Promise.all(wanted.map((each) => tradePage(id, each, signal)))
    items.push(...found.flatMap((each) => each.items))
  }
  return { items, total: first.total }
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
