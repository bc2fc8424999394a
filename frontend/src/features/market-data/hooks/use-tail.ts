'use client'

import { useEffect, useMemo } from 'react'

import type { Candle } from '@/components/charts/candle-parts'
import { useTopic } from '@/hooks/use-live'
import { candlesOf, lengthOf } from '@/lib/market'

import { useMinutes, type Shown } from '../api'
import { afterMinute, candleOf, minuteOf, tailOf, type Tail } from '../model'
import type { Calendar } from '../sessions'
import { usePainted } from './use-painted'

const NONE: readonly Candle[] = []

/** The bars behind the last stored one: from stored minutes, and from those heard live. */
export function useTail(
  shown: Shown,
  calendar: Calendar,
  /** Whether minutes are heard, and whether they are stored too. */
  { isLive, hasMinutes }: { isLive: boolean; hasMinutes: boolean },
  lastOpen: number | null,
): Tail {
  const start = lastOpen === null ? null : lastOpen + lengthOf(shown.timeframe)
  const { data, hasNextPage, isFetching, fetchNextPage } = useMinutes(
    shown,
    start,
    isLive && hasMinutes,
  )
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
    () => [...(data?.pages ?? [])].reverse().flatMap((page) => candlesOf(page).items.map(candleOf)),
    [data],
  )
  const { timeframe } = shown
  return useMemo(() => {
    const isNew = ({ time }: Candle) => start !== null && time >= start
    return tailOf(stored.filter(isNew), heard.filter(isNew), timeframe, calendar)
  }, [stored, heard, timeframe, calendar, start])
}
