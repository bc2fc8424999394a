import {
  AreaSeries,
  BarSeries,
  CandlestickSeries,
  createChart,
  createSeriesMarkers,
  HistogramSeries,
  LineSeries,
  type IChartApi,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  type SeriesType,
  type Time,
} from 'lightweight-charts'

import type { Formatter } from '@/lib/format'

import {
  linePoints,
  pricePoints,
  seconds,
  volumePoints,
  type Candle,
  type CandleKind,
  type Overlay,
} from './candle-parts'
import type { Colours } from './use-colours'

/** A chart on the page: its series, by what they draw. */
export interface Parts {
  chart: IChartApi
  kind: CandleKind
  price: ISeriesApi<SeriesType>
  volume: ISeriesApi<'Histogram'>
  arrows: ISeriesMarkersPluginApi<Time>
  /** By `keyOf`: a line is kept as long as its overlay stays in its pane. */
  lines: Map<string, ISeriesApi<'Line'> | ISeriesApi<'Histogram'>>
  /** How many panes stand between the price and the first one below it: the volume's, or none. */
  panes: 0 | 1
}

/** Between two marks of the axis, where the market names none. */
const SMALLEST_MOVE = 0.01
const PRICE_SHARE = 3
const VOLUME_SHARE = 0.6

const SERIES = {
  candles: CandlestickSeries,
  bars: BarSeries,
  line: LineSeries,
  area: AreaSeries,
} as const

export function built(element: HTMLElement, hasVolumePane: boolean): Parts {
  const chart = createChart(element, {
    autoSize: true,
    layout: {
      fontSize: 11,
      fontFamily: getComputedStyle(element).fontFamily,
      attributionLogo: true,
    },
    // Far zoomed out, bars narrower than a pixel are drawn together: panning stays smooth.
    timeScale: { timeVisible: true, secondsVisible: false, enableConflation: true },
  })
  const price = chart.addSeries(CandlestickSeries, {})
  const common = {
    priceFormat: { type: 'volume' as const },
    lastValueVisible: false,
    priceLineVisible: false,
  }
  const panes = hasVolumePane ? 1 : 0
  const volume = hasVolumePane
    ? chart.addSeries(HistogramSeries, common, 1)
    : chart.addSeries(HistogramSeries, { ...common, priceScaleId: 'volume' })
  volume.priceScale().applyOptions({ scaleMargins: { top: hasVolumePane ? 0.1 : 0.82, bottom: 0 } })
  const arrows = createSeriesMarkers<Time>(price, [])
  const parts: Parts = { chart, kind: 'candles', price, volume, arrows, lines: new Map(), panes }
  stretched(parts)
  return parts
}

/** Draw the price in another way; its points and marks have to be given again. */
export function shaped(parts: Parts, kind: CandleKind): void {
  if (parts.kind === kind) return
  const before = parts.price
  parts.arrows.detach()
  parts.kind = kind
  parts.price = parts.chart.addSeries(SERIES[kind], {})
  // Only now: a pane goes with its last series.
  parts.chart.removeSeries(before)
  // Under the lines of the indicators, as before.
  parts.price.setSeriesOrder(0)
  parts.arrows = createSeriesMarkers<Time>(parts.price, [])
}

function stretched({ chart, panes }: Parts): void {
  chart
    .panes()
    .forEach((pane, index) =>
      pane.setStretchFactor(index === 0 ? PRICE_SHARE : index <= panes ? VOLUME_SHARE : 1),
    )
}

function priceColours(kind: CandleKind, colours: Colours) {
  switch (kind) {
    case 'candles':
      return {
        // Hollow, but not without a colour: the label of the last price takes it.
        upColor: `${colours.gain}00`,
        downColor: colours.loss,
        borderUpColor: colours.gain,
        borderDownColor: colours.loss,
        wickUpColor: colours.gain,
        wickDownColor: colours.loss,
      }
    case 'bars':
      return { upColor: colours.gain, downColor: colours.loss }
    case 'line':
      return { color: colours.accent, lineWidth: 2 as const }
    case 'area':
      return {
        lineColor: colours.accent,
        topColor: `${colours.accent}33`,
        bottomColor: `${colours.accent}05`,
        lineWidth: 2 as const,
      }
    default:
      return kind satisfies never
  }
}

export function themed({ chart, kind, price }: Parts, colours: Colours): void {
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
  price.applyOptions(priceColours(kind, colours))
}

export function worded({ chart, price }: Parts, format: Formatter, tickSize?: number | null): void {
  chart.applyOptions({
    localization: {
      timeFormatter: (time: number) => format.dateTime(time * 1_000),
    },
    timeScale: {
      tickMarkFormatter: (time: number, kind: number) =>
        kind <= 2 ? format.date(time * 1_000) : format.time(time * 1_000),
    },
  })
  // Of the price alone: volumes and indicators are written in other ways.
  const formatter = (value: number) => format.price(value, tickSize)
  price.applyOptions({
    priceFormat: { type: 'custom', formatter, minMove: tickSize || SMALLEST_MOVE },
  })
}

function keyOf({ id, pane, style }: Overlay): string {
  return `${id} ${pane} ${style ?? 'line'}`
}

function newLine({ chart, panes }: Parts, overlay: Overlay) {
  const common = { priceLineVisible: false, color: overlay.colour }
  const pane = overlay.pane === 0 ? 0 : overlay.pane + panes
  return overlay.style === 'bars'
    ? chart.addSeries(HistogramSeries, common, pane)
    : chart.addSeries(LineSeries, { ...common, lineWidth: 1 }, pane)
}

/** Draw the overlays; only what was added or taken away changes the panes. */
export function drawn(
  parts: Parts,
  overlays: readonly Overlay[],
  candles: readonly Candle[],
  format: Formatter,
): void {
  const wanted = overlays.map(keyOf)
  const known = [...parts.lines.keys()]
  if (wanted.join('\n') !== known.join('\n')) {
    parts.lines.forEach((line) => parts.chart.removeSeries(line))
    parts.lines = new Map(overlays.map((each) => [keyOf(each), newLine(parts, each)]))
    stretched(parts)
  }
  for (const overlay of overlays) {
    const line = parts.lines.get(keyOf(overlay))
    line?.applyOptions({
      color: overlay.colour,
      ...(overlay.pane === 0
        ? {}
        : { priceFormat: { type: 'custom' as const, formatter: format.ratio, minMove: 0.01 } }),
    })
    line?.setData(linePoints(candles, overlay.values))
  }
}

/** Keep what is on the screen where it is when older candles come in before it. */
export function refilled(parts: Parts, candles: readonly Candle[], colours: Colours): void {
  const scale = parts.chart.timeScale()
  const before = parts.price.data().length
  const visible = before === 0 ? null : scale.getVisibleRange()
  parts.price.setData(pricePoints(parts.kind, candles))
  parts.volume.setData(volumePoints(candles, colours))
  if (visible === null) return
  const isPast = scale.scrollPosition() < -1
  const isOlder = seconds(candles[0]?.time ?? 0) < Number(visible.from)
  if (isOlder && isPast) scale.setVisibleRange(visible)
}

/** Draw the bar that still forms. */
export function moved(parts: Parts, live: Candle, colours: Colours): void {
  const [point] = pricePoints(parts.kind, [live])
  const [volume] = volumePoints([live], colours)
  if (point) parts.price.update(point)
  if (volume) parts.volume.update(volume)
}

/** Put the cursor on a bar and bring it into view. */
export function pointed(parts: Parts, candles: readonly Candle[], at: number): void {
  const candle = candles[at]
  if (candle === undefined) return
  const scale = parts.chart.timeScale()
  const range = scale.getVisibleLogicalRange()
  if (range !== null && (at < range.from || at > range.to)) {
    const half = (range.to - range.from) / 2
    scale.setVisibleLogicalRange({ from: at - half, to: at + half })
  }
  parts.chart.setCrosshairPosition(candle.close, seconds(candle.time), parts.price)
}

/** Bring the newest of `count` bars into view, as large as the bars are now. */
export function shownNewest({ chart }: Parts, count: number): void {
  const scale = chart.timeScale()
  const range = scale.getVisibleLogicalRange()
  const width = range === null ? count : range.to - range.from
  scale.setVisibleLogicalRange({ from: count - width, to: count })
}
