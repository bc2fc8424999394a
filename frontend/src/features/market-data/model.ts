import type { Candle } from '@/components/charts/candle-parts'
import { lengthOf } from '@/lib/market'
import type { components } from '@/types/api.gen'

import { sessionDay, type Calendar } from './sessions'

export type Timeframe = components['schemas']['Timeframe']
export type Instrument = components['schemas']['Symbol']
export type Ticker = components['schemas']['Ticker']

export const TIMEFRAMES: readonly Timeframe[] = [
  '1m',
  '3m',
  '5m',
  '15m',
  '30m',
  '1h',
  '2h',
  '4h',
  '6h',
  '8h',
  '12h',
  '1d',
  '1w',
]

const DAY = 86_400_000
const WEEK = 604_800_000
/** 1970 began on a Thursday. */
const MONDAY = 4 * DAY

/** Return the timeframes that can be shown: those that whole stored bars fill. */
export function offered(instrument: Pick<Instrument, 'timeframes' | 'is_live'>): Timeframe[] {
  return TIMEFRAMES.filter((wanted) =>
    instrument.timeframes.some((stored) => lengthOf(wanted) % lengthOf(stored) === 0),
  )
}

/** Return the open of the bar that holds a moment. */
export function barOf(time: number, timeframe: Timeframe, calendar: Calendar): number {
  if (timeframe !== '1d' && timeframe !== '1w') return time - (time % lengthOf(timeframe))
  const day = sessionDay(calendar, time)
  return timeframe === '1d' ? day : day - ((day - MONDAY) % WEEK)
}

/** Return when the bar closes; null where only its market knows. */
export function closesAt(open: number, timeframe: Timeframe, calendar: Calendar): number | null {
  const isSession = calendar !== '24/7' && (timeframe === '1d' || timeframe === '1w')
  return isSession ? null : open + lengthOf(timeframe)
}

export function candleOf(row: components['schemas']['Candle']): Candle {
  const { open, high, low, close, volume } = row
  return { time: Date.parse(row.time), open, high, low, close, volume }
}

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

export interface Minute {
  candle: Candle
  isClosed: boolean
}

/** Return the minute of a live message from `source`, or null. */
export function minuteOf(data: Record<string, unknown>, source: string): Minute | null {
  if (data.source !== source || data.timeframe !== '1m' || typeof data.time !== 'string')
    return null
  const time = Date.parse(data.time)
  const prices = [data.open, data.high, data.low, data.close].map(number)
  const [open, high, low, close] = prices
  if (Number.isNaN(time) || open == null || high == null || low == null || close == null)
    return null
  return {
    candle: { time, open, high, low, close, volume: number(data.volume) },
    isClosed: data.closed === true,
  }
}

function together(before: Candle, after: Candle): Candle {
  const volumes = [before.volume, after.volume]
  return {
    time: before.time,
    open: before.open,
    high: Math.max(before.high, after.high),
    low: Math.min(before.low, after.low),
    close: after.close,
    volume: volumes.includes(null) ? null : (before.volume ?? 0) + (after.volume ?? 0),
  }
}

/** The bars after the last stored one, as far as minutes tell. */
export interface Tail {
  closed: readonly Candle[]
  /** The bar that still forms; null before its first minute. */
  forming: Candle | null
}

/**
 * Put minutes together to bars; the last bar is the one that forms.
 *
 * Stored minutes win over heard ones; of heard ones the newest wins.
 */
export function tailOf(
  stored: readonly Candle[],
  heard: readonly Candle[],
  timeframe: Timeframe,
  calendar: Calendar,
): Tail {
  const until = stored.at(-1)?.time ?? -Infinity
  const minutes = [...stored, ...heard.filter(({ time }) => time > until)]
  const bars: Candle[] = []
  for (const minute of minutes) {
    const time = barOf(minute.time, timeframe, calendar)
    const last = bars.at(-1)
    if (last?.time === time) bars[bars.length - 1] = together(last, minute)
    else if (last === undefined || time > last.time) bars.push({ ...minute, time })
  }
  return { closed: bars.slice(0, -1), forming: bars.at(-1) ?? null }
}

/** Return the heard minutes with one more: it replaces its own earlier state. */
export function afterMinute(heard: readonly Candle[], minute: Candle): readonly Candle[] {
  const last = heard.at(-1)
  if (last === undefined || minute.time > last.time) return [...heard, minute]
  return last.time === minute.time ? [...heard.slice(0, -1), minute] : heard
}

/** Return the instrument that a page shows without being asked for one. */
export function firstOf(instruments: readonly Instrument[]): Instrument | null {
  const stored = instruments.filter(({ timeframes }) => timeframes.length > 0)
  return (
    stored.find(({ symbol, is_live }) => is_live && symbol === 'BTC/USDT') ??
    stored.find(({ is_live, calendar }) => is_live && calendar === '24/7') ??
    stored[0] ??
    instruments[0] ??
    null
  )
}

/** Return the timeframe to show: the asked one where it can be shown, else the nearest to 1h. */
export function shownTimeframe(asked: Timeframe | null, choices: readonly Timeframe[]): Timeframe {
  if (asked !== null && choices.includes(asked)) return asked
  return choices.includes('1h') ? '1h' : (choices[0] ?? '1d')
}

/** Return the order of a list after one of it moved by `step` places. */
export function reordered<T>(items: readonly T[], from: number, step: number): T[] {
  const to = Math.max(0, Math.min(items.length - 1, from + step))
  const rest = items.filter((_, index) => index !== from)
  const item = items[from]
  return item === undefined ? [...items] : [...rest.slice(0, to), item, ...rest.slice(to)]
}

/** Return the seconds until `end` as h:mm:ss or mm:ss, from a day on as days and hours. */
export function countdown(end: number, now: number): string {
  const left = Math.max(0, Math.round((end - now) / 1_000))
  const [days, hours] = [Math.floor(left / 86_400), Math.floor(left / 3_600) % 24]
  const two = (value: number) => String(value).padStart(2, '0')
  if (days > 0) return `${days}d ${hours}h`
  const rest = `${two(Math.floor(left / 60) % 60)}:${two(left % 60)}`
  return hours > 0 ? `${hours}:${rest}` : rest
}
