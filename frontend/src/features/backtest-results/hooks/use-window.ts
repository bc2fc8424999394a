'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'

import { api } from '@/lib/api-client'
import type { components } from '@/types/api.gen'

import { candlesOf, indicatorCalls, type ChartPage, type Window } from '../chart-model'
import { useRun } from './use-run'

type Timeframe = components['schemas']['Timeframe']

/** More bars than this make the chart slow: older ones are reached through their trades. */
const BARS_MOST = 20_000

interface Asked extends Window {
  symbol: string
  source: string | null
  timeframe: Timeframe
  calls: string[]
}

async function page(
  { symbol, source, timeframe, calls, end, limit }: Asked,
  cursor: string | null,
  signal: AbortSignal,
): Promise<ChartPage> {
  const path = { symbol }
  const query = {
    timeframe,
    limit,
    end: new Date(end).toISOString(),
    direction: 'backward' as const,
    ...(source === null ? {} : { source }),
    ...(cursor === null ? {} : { cursor }),
  }
  const lines =
    calls.length === 0
      ? Promise.resolve(null)
      : api
          .GET('/api/v1/market/indicators/{symbol}', {
            params: { path, query: { ...query, indicator: calls } },
            signal,
          })
          .then(({ data }) => data?.items ?? null)
          // The candles say most of it: a chart without its lines is better than none.
          .catch(() => null)
  const bars = await api.GET('/api/v1/market/ohlcv/{symbol}', { params: { path, query }, signal })
  // The route also answers with files, which are text.
  const found = typeof bars.data === 'object' ? bars.data : null
  const candles = (found?.items ?? []).map(({ time, ...bar }) => ({
    ...bar,
    time: Date.parse(time),
  }))
  return { candles, series: await lines, next: found?.next_cursor ?? null }
}

/** Return the bars of a window of the run and how to get older ones. */
export function useWindow(window: Window) {
  const { backtest, result } = useRun()
  const calls = useMemo(() => indicatorCalls(backtest.strategy), [backtest.strategy])
  const asked: Asked = {
    ...window,
    symbol: backtest.symbol,
    source: result.source,
    timeframe: backtest.timeframe as Timeframe,
    calls,
  }
  const query = useInfiniteQuery({
    queryKey: ['backtest-chart', asked],
    queryFn: ({ pageParam, signal }) => page(asked, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }, pages) =>
      candlesOf(pages).length >= BARS_MOST ? undefined : (next ?? undefined),
    staleTime: Infinity,
  })
  const { data, hasNextPage, isFetching, fetchNextPage } = query
  const pages = data?.pages
  const candles = useMemo(() => candlesOf(pages ?? []), [pages])
  const older = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage()
  }, [hasNextPage, isFetching, fetchNextPage])
  return { query, pages, candles, older, calls }
}
