/** Periods of whole UTC days and the stored bars that cover them. */

import type { components } from '@/types/api.gen'

export type Timeframe = components['schemas']['Timeframe']
export type Series = components['schemas']['app__api__schemas__market_data__Series']

/** From the start of one day up to the start of another, as the API takes them. */
export interface Days {
  start: string
  end: string
}

export const TIMEFRAME_SECONDS: Record<Timeframe, number> = {
  '1m': 60,
  '3m': 180,
  '5m': 300,
  '15m': 900,
  '30m': 1_800,
  '1h': 3_600,
  '2h': 7_200,
  '4h': 14_400,
  '6h': 21_600,
  '8h': 28_800,
  '12h': 43_200,
  '1d': 86_400,
  '1w': 604_800,
}

export const TIMEFRAMES = Object.keys(TIMEFRAME_SECONDS) as Timeframe[]

const DAY_MS = 86_400_000

export function secondsOfTimeframe(timeframe: string): number {
  return TIMEFRAME_SECONDS[timeframe as Timeframe] ?? 0
}

/** Return the timeframes that lie within one bar of `timeframe`. */
export function finerThan(timeframe: string): Timeframe[] {
  const size = secondsOfTimeframe(timeframe)
  return TIMEFRAMES.filter(
    (each) => TIMEFRAME_SECONDS[each] < size && size % TIMEFRAME_SECONDS[each] === 0,
  )
}

/** Return the UTC midnight of "2024-01-31" in milliseconds; null for anything else. */
export function dayMs(day: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return null
  const at = Date.parse(`${day}T00:00:00Z`)
  return Number.isNaN(at) || dayOf(at) !== day ? null : at
}

export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

/** Return the same day so many months earlier, the last of the month where it has no such day. */
export function monthsBefore(day: string, months: number): string {
  const at = new Date(`${day}T00:00:00Z`)
  const wanted = at.getUTCDate()
  at.setUTCDate(1)
  at.setUTCMonth(at.getUTCMonth() - months)
  const last = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate()
  at.setUTCDate(Math.min(wanted, last))
  return dayOf(at.getTime())
}

function reachOf({ first, last, timeframe }: Series): { from: number; to: number } {
  return { from: Date.parse(first), to: Date.parse(last) + TIMEFRAME_SECONDS[timeframe] * 1_000 }
}

/** Return the whole days of which a series has every bar; at least the day of its first one. */
export function daysOf(series: Series): Days {
  const { from, to } = reachOf(series)
  const start = Math.ceil(from / DAY_MS) * DAY_MS
  const end = Math.floor(to / DAY_MS) * DAY_MS
  if (start < end) return { start: dayOf(start), end: dayOf(end) }
  const first = Math.floor(from / DAY_MS) * DAY_MS
  return {
    start: dayOf(first),
    end: dayOf(Math.max(Math.ceil(to / DAY_MS) * DAY_MS, first + DAY_MS)),
  }
}

/** Return the last months of a series, or all of it where it is shorter. */
export function lastMonths(series: Series, months: number): Days {
  const { start, end } = daysOf(series)
  const wanted = monthsBefore(end, months)
  return { start: wanted > start ? wanted : start, end }
}

/** Return the later half of a period; null for a single day. */
export function laterHalf({ start, end }: Days): Days | null {
  const from = dayMs(start)
  const to = dayMs(end)
  if (from === null || to === null || to - from < 2 * DAY_MS) return null
  return { start: dayOf(from + Math.ceil((to - from) / DAY_MS / 2) * DAY_MS), end }
}

/** Return the series of one symbol from which bars of `timeframe` can be made. */
export function usable(series: readonly Series[], timeframe: string, source?: string | null) {
  const size = secondsOfTimeframe(timeframe)
  return series.filter(
    (each) => size % TIMEFRAME_SECONDS[each.timeframe] === 0 && (!source || each.source === source),
  )
}

/** Return the sources a symbol is stored from. */
export function sourcesOf(series: readonly Series[]): string[] {
  return [...new Set(series.map(({ source }) => source))].sort()
}

/** Return the series a backtest reads: the one that covers most, the coarsest of equals. */
export function bestSeries(candidates: readonly Series[], days: Days | null): Series | null {
  const span = days === null ? null : spanOf(days)
  const covered = (each: Series) => {
    const { from, to } = reachOf(each)
    return span === null ? to - from : Math.min(to, span.to) - Math.max(from, span.from)
  }
  // A few minutes more at an edge are no reason to build every bar from finer ones.
  const coarse = 86_400_000
  return candidates.reduce<Series | null>((best, each) => {
    if (best === null) return each
    const more = covered(each) - covered(best)
    if (Math.abs(more) > coarse) return more > 0 ? each : best
    return TIMEFRAME_SECONDS[each.timeframe] > TIMEFRAME_SECONDS[best.timeframe] ? each : best
  }, null)
}

function spanOf({ start, end }: Days): { from: number; to: number } | null {
  const from = dayMs(start)
  const to = dayMs(end)
  return from === null || to === null || from >= to ? null : { from, to }
}

export interface Coverage {
  /** Where the data begin and end inside the period, 0 to 1; equal where there are none. */
  from: number
  to: number
  percent: number
  /** About how many bars the period holds. */
  bars: number
}

/** Return how much of a period a series covers; null for a period that is none. */
export function coverageOf(series: Series, timeframe: string, days: Days): Coverage | null {
  const span = spanOf(days)
  if (span === null) return null
  const reach = reachOf(series)
  const length = span.to - span.from
  const from = Math.min(Math.max(reach.from, span.from), span.to)
  const to = Math.max(from, Math.min(reach.to, span.to))
  const share = (to - from) / Math.max(1, reach.to - reach.from)
  const bars =
    (series.bars * share * TIMEFRAME_SECONDS[series.timeframe]) /
    Math.max(1, secondsOfTimeframe(timeframe))
  return {
    from: (from - span.from) / length,
    to: (to - span.from) / length,
    percent: (100 * (to - from)) / length,
    bars: Math.round(bars),
  }
}
