'use client'

import type { LogicalRange, MouseEventParams } from 'lightweight-charts'
import { useEffect, useRef, useState } from 'react'

import { Button } from '@/components/ui/button'
import type { Formatter } from '@/lib/format'

import {
  built,
  drawn,
  moved,
  pointed,
  refilled,
  shaped,
  shownNewest,
  themed,
  worded,
  type Parts,
} from './candle-engine'
import {
  indexOf,
  markerPoints,
  withLive,
  type Candle,
  type CandleKind,
  type Marker,
  type Overlay,
} from './candle-parts'
import { CandleLegend } from './candle-legend'
import { CandleReadout } from './candle-readout'
import { CandleTable } from './candle-table'
import { useColours } from './use-colours'

interface Props {
  candles: readonly Candle[]
  format: Formatter
  /** A sentence for who cannot see the picture. */
  summary: string
  tickSize?: number | null
  overlays?: readonly Overlay[]
  markers?: readonly Marker[]
  /** The bar that still forms, or the newest closed one. */
  live?: Candle | null
  /** Scroll so that this moment is in the middle. */
  focus?: number | null
  /** Asked for when the left end comes into view. */
  onOlder?: () => void
  /** Told the moment of the bar that was clicked. */
  onPick?: (time: number) => void
  height?: number | string
  /** How the price is drawn. */
  kind?: CandleKind
  /** Whether the volume has a pane of its own below the price. */
  hasVolumePane?: boolean
}

const NO_OVERLAYS: readonly Overlay[] = []
const NO_MARKERS: readonly Marker[] = []
const EDGE_BARS = 30
const FOCUS_BARS = 60

/** The chart itself: what it is made of follows the properties, one effect for each. */
function useParts(host: React.RefObject<HTMLDivElement | null>, props: Props) {
  const { candles, format, live, focus, tickSize, onOlder, onPick } = props
  const { overlays = NO_OVERLAYS, markers = NO_MARKERS } = props
  const { kind = 'candles', hasVolumePane = false } = props
  const parts = useRef<Parts | null>(null)
  const colours = useColours()
  useEffect(() => {
    if (host.current === null) return
    const made = built(host.current, hasVolumePane)
    parts.current = made
    return () => {
      parts.current = null
      made.chart.remove()
    }
  }, [host, hasVolumePane])
  useEffect(() => {
    if (parts.current) shaped(parts.current, kind)
  }, [kind])
  useEffect(() => {
    if (parts.current) themed(parts.current, colours)
  }, [colours, kind])
  useEffect(() => {
    if (parts.current) worded(parts.current, format, tickSize)
  }, [format, tickSize, kind])
  useEffect(() => {
    if (parts.current) refilled(parts.current, candles, colours)
  }, [candles, colours, kind])
  useEffect(() => {
    if (parts.current) drawn(parts.current, overlays, candles, format)
  }, [overlays, candles, format])
  useEffect(() => {
    parts.current?.arrows.setMarkers(markerPoints(markers, candles, colours))
  }, [markers, candles, colours, kind])
  useEffect(() => {
    const last = candles.at(-1)?.time ?? -Infinity
    if (live && parts.current !== null && live.time >= last) moved(parts.current, live, colours)
  }, [live, candles, colours, kind])
  useEffect(() => {
    if (focus === null || focus === undefined || parts.current === null) return
    const at = candles.findLastIndex(({ time }) => time <= focus)
    if (at >= 0)
      parts.current.chart
        .timeScale()
        .setVisibleLogicalRange({ from: at - FOCUS_BARS, to: at + FOCUS_BARS })
  }, [focus, candles])
  useEffect(() => {
    const scale = parts.current?.chart.timeScale()
    if (scale === undefined || onOlder === undefined) return
    const scrolled = (range: LogicalRange | null) => {
      if (range !== null && range.from < EDGE_BARS) onOlder()
    }
    scale.subscribeVisibleLogicalRangeChange(scrolled)
    return () => scale.unsubscribeVisibleLogicalRangeChange(scrolled)
  }, [onOlder])
  useEffect(() => {
    const chart = parts.current?.chart
    if (chart === undefined || onPick === undefined) return
    const clicked = ({ time }: MouseEventParams) => {
      if (time !== undefined) onPick(Number(time) * 1_000)
    }
    chart.subscribeClick(clicked)
    return () => chart.unsubscribeClick(clicked)
  }, [onPick])
  return parts
}

/** Where the reader looks: the bar under the pointer, and whether the newest one is in view. */
function useLooking(parts: React.RefObject<Parts | null>, bars: readonly Candle[]) {
  const [at, setAt] = useState<number | null>(null)
  const [isAtEnd, setIsAtEnd] = useState(true)
  const latest = useRef(bars)
  useEffect(() => {
    latest.current = bars
  })
  useEffect(() => {
    const chart = parts.current?.chart
    if (chart === undefined) return
    const hovered = ({ time }: MouseEventParams) => {
      const found = time === undefined ? -1 : indexOf(latest.current, Number(time) * 1_000)
      setAt(found < 0 ? null : found)
    }
    const scrolled = (range: LogicalRange | null) =>
      setIsAtEnd(range === null || range.to >= latest.current.length - 1.5)
    chart.subscribeCrosshairMove(hovered)
    chart.timeScale().subscribeVisibleLogicalRangeChange(scrolled)
    return () => {
      chart.unsubscribeCrosshairMove(hovered)
      chart.timeScale().unsubscribeVisibleLogicalRangeChange(scrolled)
    }
  }, [parts])
  const move = (target: number | null) => {
    setAt(target)
    if (parts.current === null) return
    if (target === null) parts.current.chart.clearCrosshairPosition()
    else pointed(parts.current, bars, target)
  }
  return { at, isAtEnd, move }
}

/** Candles with volume, indicators and trades; drag, wheel and pinch move it. */
export function CandleChart(props: Props) {
  const { candles, format, summary, live, tickSize, overlays = NO_OVERLAYS, height = 420 } = props
  const host = useRef<HTMLDivElement>(null)
  const parts = useParts(host, props)
  const bars = withLive(candles, live)
  const { at, isAtEnd, move } = useLooking(parts, bars)
  const [range, setRange] = useState<{ from: number; to: number } | null>(null)
  const showNewest = () => {
    move(null)
    if (parts.current) shownNewest(parts.current, bars.length)
  }
  const toggleTable = () => {
    const visible = parts.current?.chart.timeScale().getVisibleLogicalRange()
    const last = bars.length - 1
    setRange(
      range === null
        ? {
            from: Math.max(0, Math.ceil(visible?.from ?? 0)),
            to: Math.min(last, Math.floor(visible?.to ?? last)),
          }
        : null,
    )
  }
  return (
    <figure aria-label={summary} className="flex min-w-0 flex-col gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <CandleReadout candles={bars} at={at} format={format} tickSize={tickSize} onMove={move} />
        <div className="ml-auto flex gap-2">
          {isAtEnd || range !== null ? null : (
            <Button size="sm" onClick={showNewest}>
              {live === undefined ? 'Newest bar' : 'Go to live'}
            </Button>
          )}
          <Button size="sm" aria-pressed={range !== null} onClick={toggleTable}>
            {range === null ? 'View as table' : 'View as chart'}
          </Button>
        </div>
      </div>
      {range === null ? <CandleLegend overlays={overlays} at={at} format={format} /> : null}
      {range === null ? null : (
        <CandleTable
          candles={bars}
          overlays={overlays}
          format={format}
          tickSize={tickSize}
          {...range}
        />
      )}
      <div ref={host} hidden={range !== null} style={{ height }} data-testid="candles" />
    </figure>
  )
}
