import type { Cell } from '@/lib/csv'

import type { Curve } from './geometry/equity'
import { nearest } from './geometry/nearest'
import { partOf, type Span } from './geometry/zoom'

export interface EquityData {
  equity: Curve
  /** Zero or below, in percent, at the times of `equity`. */
  drawdown: Curve
  benchmark: Curve | null
}

/** What the API says of a curve. */
interface Answer {
  time: number[]
  equity: number[]
  drawdown_pct: number[]
  benchmark?: number[] | null
}

/** Return the curve as the chart takes it. */
export function equityData({ time, equity, drawdown_pct, benchmark }: Answer): EquityData {
  return {
    equity: { time, value: equity },
    drawdown: { time, value: drawdown_pct.map((pct) => -Math.abs(pct)) },
    benchmark: benchmark && benchmark.length === time.length ? { time, value: benchmark } : null,
  }
}

/** Return what lies in a span. */
export function partOfData({ equity, drawdown, benchmark }: EquityData, span: Span | null) {
  return {
    equity: partOf(equity, span),
    drawdown: partOf(drawdown, span),
    benchmark: benchmark && partOf(benchmark, span),
  }
}

/** Return the curve as rows of a file, below their heading. */
export function equityRows({ equity, drawdown, benchmark }: EquityData): Cell[][] {
  const held = (time: number) => benchmark?.value[nearest(benchmark.time, time)] ?? null
  return [
    ['time_utc', 'equity', 'drawdown_pct', ...(benchmark ? ['buy_and_hold'] : [])],
    ...equity.time.map((time, at) => [
      new Date(time).toISOString(),
      equity.value[at] ?? null,
      drawdown.value[at] ?? null,
      ...(benchmark ? [held(time)] : []),
    ]),
  ]
}
