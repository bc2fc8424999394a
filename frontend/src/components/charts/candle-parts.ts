import type {
  CandlestickData,
  HistogramData,
  LineData,
  SeriesMarker,
  UTCTimestamp,
  WhitespaceData,
} from 'lightweight-charts'

import type { Colours } from './use-colours'

export interface Candle {
  /** Open of the bar, milliseconds since 1970, UTC. */
  time: number
  open: number
  high: number
  low: number
  close: number
  volume: number | null
}

/** How a bar is drawn. */
export const CANDLE_KINDS = ['candles', 'bars', 'line', 'area'] as const
export type CandleKind = (typeof CANDLE_KINDS)[number]

export interface Overlay {
  id: string
  label: string
  /** One value per candle; null where the indicator is still warming up. */
  values: readonly (number | null)[]
  /** 0 is the price pane, 1 and up are panes below it. */
  pane: number
  colour: string
  /** A line, or a bar from zero for each candle. */
  style?: 'line' | 'bars'
}

export interface Marker {
  id: string
  time: number
  side: 'buy' | 'sell'
  text: string
}

export interface Segment {
  id: string
  from: { time: number; price: number }
  to: { time: number; price: number }
  isGain: boolean
}

export function seconds(milliseconds: number): UTCTimestamp {
  return Math.floor(milliseconds / 1_000) as UTCTimestamp
}

export function candlePoints(candles: readonly Candle[]): CandlestickData<UTCTimestamp>[] {
  return candles.map(({ time, open, high, low, close }) => ({
    time: seconds(time),
    open,
    high,
    low,
    close,
  }))
}

/** Return the points of the price: whole bars, or the closes alone. */
export function pricePoints(kind: CandleKind, candles: readonly Candle[]) {
  if (kind === 'candles' || kind === 'bars') return candlePoints(candles)
  return candles.map(({ time, close }) => ({ time: seconds(time), value: close }))
}

export function volumePoints(
  candles: readonly Candle[],
  colours: Colours,
): HistogramData<UTCTimestamp>[] {
  return candles.map(({ time, open, close, volume }) => ({
    time: seconds(time),
    value: volume ?? 0,
    color: `${close >= open ? colours.gain : colours.loss}55`,
  }))
}

export function linePoints(
  candles: readonly Candle[],
  values: readonly (number | null)[],
): (LineData<UTCTimestamp> | WhitespaceData<UTCTimestamp>)[] {
  return candles.map(({ time }, index) => {
    const value = values[index]
    return value === null || value === undefined
      ? { time: seconds(time) }
      : { time: seconds(time), value }
  })
}

/** Return the arrows of trades; each stands on the candle that contains its moment. */
export function markerPoints(
  markers: readonly Marker[],
  candles: readonly Candle[],
  colours: Colours,
): SeriesMarker<UTCTimestamp>[] {
  const first = candles[0]?.time ?? Infinity
  const last = candles.at(-1)?.time ?? -Infinity
  return markers
    .filter(({ time }) => time >= first && time <= last)
    .map(({ id, time, side, text }) => ({
      id,
      time: seconds(time),
      position: side === 'buy' ? ('belowBar' as const) : ('aboveBar' as const),
      shape: side === 'buy' ? ('arrowUp' as const) : ('arrowDown' as const),
      color: side === 'buy' ? colours.gain : colours.loss,
      text,
    }))
}

/** Return the bar that is being formed behind the others, or the others with it replaced. */
export function withLive(candles: readonly Candle[], live: Candle | null | undefined) {
  const last = candles.at(-1)
  if (!live || (last !== undefined && live.time < last.time)) return candles
  return last?.time === live.time ? [...candles.slice(0, -1), live] : [...candles, live]
}

/** Return the position of the bar that opens at `time`; −1 where none does. */
export function indexOf(candles: readonly Candle[], time: number): number {
  let low = 0
  let high = candles.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = candles[middle]?.time ?? Infinity
    if (found === time) return middle
    if (found < time) low = middle + 1
    else high = middle - 1
  }
  return -1
}
