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

import type { Formatter } from '@/lib/format'

import {
  candlePoints,
  linePoints,
  seconds,
  volumePoints,
  type Candle,
  type Overlay,
} from './candle-parts'
import type { Colours } from './use-colours'

/** A chart on the page: its series, by what they draw. */
export interface Parts {
  chart: IChartApi
  price: ISeriesApi<'Candlestick'>
  volume: ISeriesApi<'Histogram'>
  arrows: ISeriesMarkersPluginApi<Time>
  /** By `keyOf`: a line is kept as long as its overlay stays in its pane. */
  lines: Map<string, ISeriesApi<'Line'> | ISeriesApi<'Histogram'>>
}

const PRICE_SHARE = 3

export function built(element: HTMLElement): Parts {
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
  const volume = chart.addSeries(HistogramSeries, {
    priceScaleId: 'volume',
    priceFormat: { type: 'volume' },
    lastValueVisible: false,
    priceLineVisible: false,
  })
  volume.priceScale().applyOptions({ scaleMargins: { top: 0.82, bottom: 0 } })
  return { chart, price, volume, arrows: createSeriesMarkers(price, []), lines: new Map() }
}

export function themed({ chart, price }: Parts, colours: Colours): void {
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

export function worded({ chart, price }: Parts, format: Formatter, tickSize?: number | null): void {
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

function keyOf({ id, pane, style }: Overlay): string {
  return `${id} ${pane} ${style ?? 'line'}`
}

function newLine({ chart }: Parts, overlay: Overlay) {
  const common = { priceLineVisible: false, color: overlay.colour }
  return overlay.style === 'bars'
    ? chart.addSeries(HistogramSeries, common, overlay.pane)
    : chart.addSeries(LineSeries, { ...common, lineWidth: 1 }, overlay.pane)
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
    parts.chart
      .panes()
      .forEach((pane, index) => pane.setStretchFactor(index === 0 ? PRICE_SHARE : 1))
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
  parts.price.setData(candlePoints(candles))
  parts.volume.setData(volumePoints(candles, colours))
  if (visible === null) return
  const isPast = scale.scrollPosition() < -1
  const isOlder = seconds(candles[0]?.time ?? 0) < Number(visible.from)
  if (isOlder && isPast) scale.setVisibleRange(visible)
}

/** Draw the bar that still forms. */
export function moved(parts: Parts, live: Candle, colours: Colours): void {
  const [candle] = candlePoints([live])
  const [volume] = volumePoints([live], colours)
  if (candle) parts.price.update(candle)
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
