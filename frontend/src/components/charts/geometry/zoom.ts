import { extent } from 'd3-array'
import { scaleLinear, scaleUtc } from 'd3-scale'
import { line } from 'd3-shape'

import { MARGIN, type Curve } from './equity'
import { nearest } from './nearest'

/** The first and the last moment on show, milliseconds. */
export interface Span {
  from: number
  to: number
}

export type Edge = keyof Span

/** Fewer points than this are no curve. */
const POINTS_LEAST = 3
const DAY_MS = 86_400_000

/** Return the part of a curve inside a span; all of it without one. */
export function partOf({ time, value }: Curve, span: Span | null): Curve {
  if (span === null) return { time, value }
  const inside = (_: number, at: number) =>
    (time[at] ?? 0) >= span.from && (time[at] ?? 0) <= span.to
  return { time: time.filter(inside), value: value.filter(inside) }
}

/** Return the span as points of the curve; null where it shows everything, or too little. */
export function spanOn(time: readonly number[], wanted: Span | null): Span | null {
  if (wanted === null || time.length <= POINTS_LEAST) return null
  const [first, last] = [nearest(time, wanted.from), nearest(time, wanted.to)]
  if (last - first + 1 < POINTS_LEAST || last - first === time.length - 1) return null
  return { from: time[first] ?? 0, to: time[last] ?? 0 }
}

/** Return the span with one edge at another point; the edges never meet. */
export function withEdge(time: readonly number[], span: Span, edge: Edge, moment: number): Span {
  const [first, last] = [nearest(time, span.from), nearest(time, span.to)]
  const at = nearest(time, moment)
  const gap = POINTS_LEAST - 1
  return edge === 'from'
    ? { ...span, from: time[Math.max(0, Math.min(at, last - gap))] ?? span.from }
    : { ...span, to: time[Math.min(time.length - 1, Math.max(at, first + gap))] ?? span.to }
}

/** Return the span moved by some points, as far as there are any. */
export function shifted(time: readonly number[], span: Span, points: number): Span {
  const [first, last] = [nearest(time, span.from), nearest(time, span.to)]
  const by = Math.max(-first, Math.min(time.length - 1 - last, points))
  return { from: time[first + by] ?? span.from, to: time[last + by] ?? span.to }
}

export interface Range {
  label: string
  name: string
  span: Span
}

function monthsBack(at: number, months: number): number {
  const day = new Date(at)
  return day.setUTCMonth(day.getUTCMonth() - months)
}

const RANGES: [string, string, (last: number) => number][] = [
  ['1D', 'Last day', (last) => last - DAY_MS],
  ['1W', 'Last week', (last) => last - 7 * DAY_MS],
  ['1M', 'Last month', (last) => monthsBack(last, 1)],
  ['3M', 'Last three months', (last) => monthsBack(last, 3)],
  ['YTD', 'Since the start of the year', (last) => Date.UTC(new Date(last).getUTCFullYear(), 0, 1)],
  ['1Y', 'Last year', (last) => monthsBack(last, 12)],
]

/** Return the periods before the end that are a part of the curve, the shortest first. */
export function rangesOf(time: readonly number[]): Range[] {
  const last = time.at(-1) ?? 0
  return RANGES.flatMap(([label, name, start]) => {
    const span = spanOn(time, { from: start(last), to: last })
    return start(last) <= (time[0] ?? 0) || span === null ? [] : [{ label, name, span }]
  })
}

export interface Overview {
  path: string
  x: (time: number) => number
  timeAt: (x: number) => number
}

/** Return the whole curve as a small line on the time axis of the plot above it. */
export function overviewOf({ time, value }: Curve, width: number, height: number): Overview {
  const x = scaleUtc()
    .domain([time[0] ?? 0, time.at(-1) ?? 1])
    .range([MARGIN.left, Math.max(MARGIN.left + 1, width - MARGIN.right)])
    .clamp(true)
  const [low = 0, high = 1] = extent(value)
  const y = scaleLinear()
    .domain(low === high ? [low - 1, high + 1] : [low, high])
    .range([height - 3, 3])
  const stroke = line<number>()
    .x((_, at) => x(time[at] ?? 0))
    .y((each) => y(each))
  return {
    path: stroke([...value]) ?? '',
    x: (at) => x(at),
    timeAt: (at) => x.invert(at).getTime(),
  }
}
