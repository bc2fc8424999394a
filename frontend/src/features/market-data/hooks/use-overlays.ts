'use client'

import { useMemo } from 'react'

import type { Candle } from '@/components/charts/candle-parts'
import { useColours } from '@/components/charts/use-colours'
import { lengthOf } from '@/lib/market'

import { useIndicatorPages, useNewIndicators, type Shown } from '../api'
import { overlaysOf } from '../indicators'

interface Given {
  shown: Shown
  calls: readonly string[]
  cursors: readonly (string | null)[]
  sizes: readonly number[]
  /** The bars that closed since the pages were read. */
  closed: readonly Candle[]
}

/** The indicators of what the chart holds, as its lines. */
export function useOverlays({ shown, calls, cursors, sizes, closed }: Given) {
  const colours = useColours()
  const first = closed[0]
  const last = closed.at(-1)
  const pages = useIndicatorPages(shown, calls, cursors)
  const fresh = useNewIndicators(
    shown,
    calls,
    first && last ? { start: first.time, end: last.time + lengthOf(shown.timeframe) } : null,
  )
  const { answers, error, isPending } = pages
  const newest = first === undefined ? undefined : fresh.data
  const count = closed.length
  const isReady = calls.length > 0
  const overlays = useMemo(() => {
    const { accent, warn, gain, loss } = colours
    const lines = [accent, warn, colours['muted-ink'], gain, loss]
    return isReady ? overlaysOf([...answers, newest], [...sizes, count], lines) : []
  }, [answers, newest, sizes, count, colours, isReady])
  return { overlays, error: isReady ? error : null, isPending: isReady && isPending }
}
