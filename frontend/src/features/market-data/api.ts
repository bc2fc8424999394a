import { keepPreviousData, useInfiniteQuery, useQueries } from '@tanstack/react-query'

import { $api, api } from '@/lib/api-client'
import { candlesOf, lengthOf, pathSymbol } from '@/lib/market'

import type { Timeframe } from './model'

export interface Shown {
  symbol: string
  source: string
  timeframe: Timeframe
}

const PAGE_BARS = 5_000
/** Several screens: the first ones are there at once, the others as soon as somebody goes there. */
const FIRST_BARS = 1_000
/** A chart holds so many bars; who wants to see further back takes longer ones. */
export const BARS_MOST = 20_000
/** What a page of the past says does not change; the newest bars come live. */
const KEPT = { staleTime: Infinity, refetchOnWindowFocus: false } as const

const SYMBOLS = '/api/v1/market/symbols'
const OHLCV = '/api/v1/market/ohlcv/{symbol}'

export function useSymbols(search: string, limit = 50) {
  return $api.useQuery(
    'get',
    SYMBOLS,
    { params: { query: { limit, ...(search === '' ? {} : { search }) } } },
    { staleTime: 60_000, placeholderData: keepPreviousData },
  )
}

/** One page of the past: the newest bars without a cursor, else those before it. */
function pageOf({ source, timeframe }: Shown, cursor: string | null) {
  const limit = cursor === null ? FIRST_BARS : PAGE_BARS
  return { source, timeframe, limit, ...(cursor === null ? {} : { cursor }) }
}

export function useCandlePages(shown: Shown) {
  return useInfiniteQuery({
    ...KEPT,
    queryKey: ['get', OHLCV, shown],
    queryFn: async ({ pageParam, signal }) => {
      const path = { symbol: pathSymbol(shown.symbol) }
      const { data } = await api.GET(OHLCV, {
        params: { path, query: pageOf(shown, pageParam) },
        signal,
      })
      return candlesOf(data)
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page, pages) => {
      const held = pages.reduce((sum, { items }) => sum + items.length, 0)
      return held < BARS_MOST ? (page.next_cursor ?? undefined) : undefined
    },
  })
}

/** The newest minutes, back to `start`: the bars that are not stored yet are made of them. */
export function useMinutes(
  { symbol, source, timeframe }: Shown,
  start: number | null,
  isWanted: boolean,
) {
  // Asked for from the end: a start after the last minute of a shut market would be a refusal.
  const enough = Math.max(60, (2 * lengthOf(timeframe)) / 60_000)
  return $api.useInfiniteQuery(
    'get',
    OHLCV,
    {
      params: {
        path: { symbol: pathSymbol(symbol) },
        query: { source, timeframe: '1m', limit: Math.min(PAGE_BARS, enough) },
      },
    },
    {
      enabled: isWanted && start !== null,
      staleTime: 30_000,
      refetchInterval: 120_000,
      pageParamName: 'cursor',
      initialPageParam: null,
      getNextPageParam: (page: unknown) => {
        const { items, next_cursor: next } = candlesOf(page)
        const isBack = start === null || Date.parse(items[0]?.time ?? '') <= start
        return isBack ? undefined : (next ?? undefined)
      },
    },
  )
}

/** Indicators of the pages of the chart, each asked for with the cursor of its bars. */
export function useIndicatorPages(
  shown: Shown,
  calls: readonly string[],
  cursors: readonly (string | null)[],
) {
  return useQueries({
    queries: cursors.map((cursor) => ({
      ...$api.queryOptions('get', '/api/v1/market/indicators/{symbol}', {
        params: {
          path: { symbol: pathSymbol(shown.symbol) },
          query: { ...pageOf(shown, cursor), indicator: [...calls] },
        },
      }),
      ...KEPT,
      enabled: calls.length > 0,
    })),
    combine: (results) => ({
      answers: results.map(({ data }) => data),
      error: results.find(({ error }) => error !== null)?.error ?? null,
      isPending: results.some(({ isPending }) => isPending),
    }),
  })
}

/** Indicators of the bars that closed since the chart was opened. */
export function useNewIndicators(
  { symbol, source, timeframe }: Shown,
  calls: readonly string[],
  stretch: { start: number; end: number } | null,
) {
  return $api.useQuery(
    'get',
    '/api/v1/market/indicators/{symbol}',
    {
      params: {
        path: { symbol: pathSymbol(symbol) },
        query: {
          source,
          timeframe,
          limit: PAGE_BARS,
          direction: 'forward',
          indicator: [...calls],
          start: new Date(stretch?.start ?? 0).toISOString(),
          end: new Date(stretch?.end ?? 1).toISOString(),
        },
      },
    },
    {
      enabled: calls.length > 0 && stretch !== null,
      retry: false,
      placeholderData: keepPreviousData,
    },
  )
}

export function useTickers(symbols: readonly string[], source?: string) {
  return $api.useQuery(
    'get',
    '/api/v1/market/tickers',
    {
      params: { query: { symbols: symbols.join(','), ...(source ? { source } : {}) } },
    },
    { enabled: symbols.length > 0, staleTime: 30_000, placeholderData: keepPreviousData },
  )
}

export function useCatalogue(isWanted: boolean) {
  return $api.useQuery('get', '/api/v1/indicators', {}, { staleTime: Infinity, enabled: isWanted })
}
