'use client'

import { useEffect, useMemo } from 'react'

import type { Candle } from '@/components/charts/candle-parts'
import { useTopic } from '@/hooks/use-live'
import { candlesOf } from '@/lib/market'

import { useMinutes, type Shown } from '../api'
import { afterMinute, candleOf, lengthOf, minuteOf, tailOf, type Tail } from '../model'
import type { Calendar } from '../sessions'
import { usePainted } from './use-painted'

const NONE: readonly Candle[] = []

/** The bars behind the last stored one: from stored minutes, and from those heard live. */
export function useTail(
  shown: Shown,
  calendar: Calendar,
  isLive: boolean,
  lastOpen: number | null,
): Tail {
  const start = lastOpen === null ? null : lastOpen + lengthOf(shown.timeframe)
  const { data, hasNextPage, isFetching, fetchNextPage } = useMinutes(shown, start, isLive)
  useEffect(() => {
    // A week of minutes is two pages and a bit.
    if (hasNextPage && !isFetching) void fetchNextPage()
  }, [hasNextPage, isFetching, fetchNextPage])
  const [heard, give] = usePainted<readonly Candle[]>(NONE)
  useTopic(isLive ? { channel: 'candles', symbols: [shown.symbol] } : null, (message) => {
    const minute = minuteOf(message.data, shown.source)
    if (minute !== null) give((before) => afterMinute(before, minute.candle))
  })
  const stored = useMemo(
    () => (data?.pages ?? []).flatMap((page) => candlesOf(page).items.map(candleOf)),
    [data],
  )
  const { timeframe } = shown
  return useMemo(() => {
    const fresh = heard.filter(({ time }) => start !== null && time >= start)
    return tailOf(stored, fresh, timeframe, calendar)
  }, [stored, heard, timeframe, calendar, start])
}
