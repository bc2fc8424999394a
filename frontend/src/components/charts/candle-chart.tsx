'use client'

import {
  CandlestickSeries,
  createChart,
  createSeriesMarkers,
  HistogramSeries,
  LineSeries,
  type IChartApi,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  type Time,
} from 'lightweight-charts'
import { useEffect, useRef } from 'react'

import type { Formatter } from '@/lib/format'

import {
  candlePoints,
  linePoints,
  markerPoints,
  seconds,
  volumePoints,
  type Candle,
  type Marker,
  type Overlay,
} from './candle-parts'
import { useColours, type Colours } from './use-colours'

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
  height?: number
}

interface Parts {
  chart: IChartApi
  price: ISeriesApi<'Candlestick'>
  volume: ISeriesApi<'Histogram'>
  arrows: ISeriesMarkersPluginApi<Time>
  lines: ISeriesApi<'Line'>[]
}

const NO_OVERLAYS: readonly Overlay[] = []
const NO_MARKERS: readonly Marker[] = []
const EDGE_BARS = 30
const FOCUS_BARS = 60

function themed({ chart, price }: Parts, colours: Colours): void {
  chart.applyOptions({
    layout: {
      background: { color: 'transparent' },
      textColor: colours['muted-ink'],
      panes: { separatorColor: colours.line },
    },
    grid: { vertLines: { visible: false }, horzLines: { color: colours.grid } },
    rightPriceScale: { borderColor: colours.line },
    timeScale: { borderColor: colours.line },
  })
  price.applyOptions({
    upColor: 'transparent',
    downColor: colours.loss,
    borderUpColor: colours.gain,
    borderDownColor: colours.loss,
    wickUpColor: colours.gain,
    wickDownColor: colours.loss,
  })
}

function built(element: HTMLElement, height: number): Parts {
  const chart = createChart(element, {
    height,
    autoSize: true,
    layout: { fontSize: 11, fontFamily: 'inherit', attributionLogo: true },
    timeScale: { timeVisible: true, secondsVisible: false },
  })
  const price = chart.addSeries(CandlestickSeries, {})
  const volume = chart.addSeries(HistogramSeries, {
    priceScaleId: 'volume',
    priceFormat: { type: 'volume' },
    lastValueVisible: false,
    priceLineVisible: false,
  })
  volume.priceScale().applyOptions({ scaleMargins: { top: 0.82, bottom: 0 } })
  return { chart, price, volume, arrows: createSeriesMarkers(price, []), lines: [] }
}

function worded({ chart, price }: Parts, format: Formatter, tickSize?: number | null): void {
  chart.applyOptions({
    localization: {
      timeFormatter: (time: number) => format.dateTime(time * 1_000),
      priceFormatter: (value: number) => format.price(value, tickSize),
    },
    timeScale: {
      tickMarkFormatter: (time: number, kind: number) =>
        kind <= 2 ? format.date(time * 1_000) : format.time(time * 1_000),
    },
  })
  if (tickSize) price.applyOptions({ priceFormat: { type: 'price', minMove: tickSize } })
}

function drawn(parts: Parts, overlays: readonly Overlay[], candles: readonly Candle[]): void {
  parts.lines.forEach((line) => parts.chart.removeSeries(line))
  parts.lines = overlays.map(({ label, values, pane, colour }) => {
    const line = parts.chart.addSeries(
      LineSeries,
      { color: colour, lineWidth: 1, title: label, priceLineVisible: false },
      pane,
    )
    line.setData(linePoints(candles, values))
    return line
  })
}

/** Keep what is on the screen where it is when older candles come in before it. */
function refilled(parts: Parts, candles: readonly Candle[], colours: Colours): void {
  const scale = parts.chart.timeScale()
  const visible = scale.getVisibleRange()
  parts.price.setData(candlePoints(candles))
  parts.volume.setData(volumePoints(candles, colours))
  if (visible !== null && seconds(candles[0]?.time ?? 0) < Number(visible.from))
    scale.setVisibleRange(visible)
}

/** Candles with volume, indicators and trades; drag, wheel and pinch move it. */
export function CandleChart(props: Props) {
  const { candles, format, summary, live, focus, tickSize, onOlder, height = 420 } = props
  const { overlays = NO_OVERLAYS, markers = NO_MARKERS } = props
  const host = useRef<HTMLDivElement>(null)
  const parts = useRef<Parts | null>(null)
  const colours = useColours()
  useEffect(() => {
    if (host.current === null) return
    const made = built(host.current, height)
    parts.current = made
    return () => {
      parts.current = null
      made.chart.remove()
    }
  }, [height])
  useEffect(() => {
    if (parts.current) themed(parts.current, colours)
  }, [colours, height])
  useEffect(() => {
    if (parts.current) worded(parts.current, format, tickSize)
  }, [format, tickSize, height])
  useEffect(() => {
    if (parts.current) refilled(parts.current, candles, colours)
  }, [candles, colours, height])
  useEffect(() => {
    if (parts.current) drawn(parts.current, overlays, candles)
  }, [overlays, candles, height])
  useEffect(() => {
    parts.current?.arrows.setMarkers(markerPoints(markers, candles, colours))
  }, [markers, candles, colours, height])
  useEffect(() => {
    const last = candles.at(-1)?.time ?? -Infinity
    if (!live || parts.current === null || live.time < last) return
    parts.current.price.update(candlePoints([live])[0] ?? { time: seconds(live.time) })
    parts.current.volume.update(volumePoints([live], colours)[0] ?? { time: seconds(live.time) })
  }, [live, candles, colours, height])
  useEffect(() => {
    if (focus === null || focus === undefined || parts.current === null) return
    const at = candles.findLastIndex(({ time }) => time <= focus)
    if (at >= 0)
      parts.current.chart
        .timeScale()
        .setVisibleLogicalRange({ from: at - FOCUS_BARS, to: at + FOCUS_BARS })
  }, [focus, candles, height])
  useEffect(() => {
    const scale = parts.current?.chart.timeScale()
    if (scale === undefined || onOlder === undefined) return
    const moved = (range: { from: number } | null) => {
      if (range !== null && range.from < EDGE_BARS) onOlder()
    }
    scale.subscribeVisibleLogicalRangeChange(moved)
    return () => scale.unsubscribeVisibleLogicalRangeChange(moved)
  }, [onOlder, height])
  return (
    <figure aria-label={summary} className="min-w-0">
      <div ref={host} style={{ height }} data-testid="candles" />
    </figure>
  )
}
