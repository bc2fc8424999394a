'use client'

import { useCallback, useMemo } from 'react'

import type { Candle } from '@/components/charts/candle-parts'
import { useCandlePages, type Shown } from '../api'
import { candleOf } from '../model'

/** The stored bars of a chart: the newest page first, older ones when they are asked for. */
export function useBars(shown: Shown) {
  const query = useCandlePages(shown)
  const pages = useMemo(() => [...(query.data?.pages ?? [])].reverse(), [query.data])
  const candles = useMemo<Candle[]>(
    () => pages.flatMap(({ items }) => items.map(candleOf)),
    [pages],
  )
  const cursors = useMemo(
    () => [...(query.data?.pageParams ?? [])].reverse() as (string | null)[],
    [query.data],
  )
  const sizes = useMemo(() => pages.map(({ items }) => items.length), [pages])
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = query
  const onOlder = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [fetchNextPage, hasNextPage, isFetchingNextPage])
  return { query, candles, cursors, sizes, onOlder, isOlderComing: isFetchingNextPage }
}
