import { max, min } from 'd3-array'
import { scaleLinear, scaleLog, scaleUtc, type ScaleTime } from 'd3-scale'
import { area, line } from 'd3-shape'

export interface Curve {
  /** Milliseconds since 1970, rising. */
  time: readonly number[]
  value: readonly number[]
}

export interface Box {
  width: number
  height: number
}

export const MARGIN = { top: 8, right: 64, bottom: 24, left: 8 }

export interface Tick {
  at: number
  value: number
}

export interface EquityGeometry {
  paths: string[]
  x: (time: number) => number
  y: (value: number) => number
  timeAt: (x: number) => number
  timeTicks: Tick[]
  /** How far the ticks of time stand apart: what their labels have to say. */
  timeStep: TimeStep
  valueTicks: Tick[]
}

/** More than this to a pixel of width cannot be seen. */
const POINTS_PER_PX = 2

export type TimeStep = 'month' | 'day' | 'minute'

/** What a label of a tick needs, the space before the next one included. */
const TIME_TICK_PX = 56
const VALUE_TICK_PX = 44

/**
 * Return the positions of at most about `most` points that draw like all of them: of every bucket
 * its first, lowest, highest and last one, so no extreme disappears.
 */
export function decimated(values: ArrayLike<number>, most: number): number[] {
  const size = values.length
  if (size <= most || most < 4) return Array.from({ length: size }, (_, index) => index)
  const buckets = Math.max(1, Math.floor(most / 4))
  const kept: number[] = []
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const start = Math.floor((bucket * size) / buckets)
    const stop = Math.floor(((bucket + 1) * size) / buckets)
    let low = start
    let high = start
    for (let index = start + 1; index < stop; index += 1) {
      if ((values[index] ?? 0) < (values[low] ?? 0)) low = index
      if ((values[index] ?? 0) > (values[high] ?? 0)) high = index
    }
    const chosen = [...new Set([start, low, high, stop - 1])].sort((a, b) => a - b)
    kept.push(...chosen)
  }
  return kept
}

function valueDomain(curves: readonly Curve[]): [number, number] {
  const low = min(curves, ({ value }) => min(value)) ?? 0
  const high = max(curves, ({ value }) => max(value)) ?? 1
  if (low === high) return [low * 0.99 - 0.01, high * 1.01 + 0.01]
  return [low, high]
}

/** Return where every line, tick and label of the curves goes; log needs positive values. */
export function equityGeometry(
  curves: readonly Curve[],
  { width, height }: Box,
  isLog: boolean,
): EquityGeometry {
  const first = min(curves, ({ time }) => time[0]) ?? 0
  const last = max(curves, ({ time }) => time.at(-1)) ?? 1
  const inner = { right: Math.max(1, width - MARGIN.right), bottom: height - MARGIN.bottom }
  const x = scaleUtc().domain([first, last]).range([MARGIN.left, inner.right])
  const [low, high] = valueDomain(curves)
  const canLog = isLog && low > 0
  const y = (canLog ? scaleLog() : scaleLinear())
    .domain([low, high])
    .nice(canLog ? undefined : 5)
    .range([inner.bottom, MARGIN.top])
  const down = Math.max(2, Math.floor(height / VALUE_TICK_PX))
  const stroke = line<number>()
  return {
    paths: curves.map(
      ({ time, value }) =>
        stroke.x((index) => x(time[index] ?? 0)).y((index) => y(value[index] ?? 0))(
          decimated(value, width * POINTS_PER_PX),
        ) ?? '',
    ),
    x: (time) => x(time),
    y: (value) => y(value),
    timeAt: (at) => x.invert(at).getTime(),
    ...timeAxis(x),
    valueTicks: thinned(y.ticks(down), down).map((value) => ({ at: y(value), value })),
  }
}

const DAY_MS = 86_400_000

/** Return as many ticks as have room for their labels. */
function timeAxis(x: ScaleTime<number, number>): Pick<EquityGeometry, 'timeTicks' | 'timeStep'> {
  const [left = 0, right = 0] = x.range()
  let most = Math.max(1, Math.floor((right - left) / TIME_TICK_PX))
  let dates = x.ticks(most)
  const isCrowded = () =>
    dates.some((date, index) => index > 0 && x(date) - x(dates[index - 1] ?? date) < TIME_TICK_PX)
  while (most > 1 && isCrowded()) {
    most -= 1
    dates = x.ticks(most)
  }
  const isWhole = dates.every((date) => date.getTime() % DAY_MS === 0)
  const isMonthly = isWhole && dates.every((date) => date.getUTCDate() === 1)
  return {
    timeTicks: dates.map((date) => ({ at: x(date), value: date.getTime() })),
    timeStep: isMonthly ? 'month' : isWhole ? 'day' : 'minute',
  }
}

function thinned(ticks: number[], most: number): number[] {
  const step = Math.ceil(ticks.length / (most * 2))
  return step <= 1 ? ticks : ticks.filter((_, index) => index % step === 0)
}

export interface DrawdownGeometry {
  path: string
  y: (percent: number) => number
  ticks: Tick[]
  /** Decimals that tell one tick from the next. */
  digits: number
}

/** Return the area between zero and the drawdown, which is zero or below, in percent. */
export function drawdownGeometry(
  curve: Curve,
  x: (time: number) => number,
  { width, height }: Box,
): DrawdownGeometry {
  const low = min(curve.value) ?? -1
  const y = scaleLinear()
    // Without any drawdown there still is a scale.
    .domain([low < 0 ? low : -1, 0])
    .range([height - 4, 4])
  const shape = area<number>()
    .x((index) => x(curve.time[index] ?? 0))
    .y0(y(0))
    .y1((index) => y(curve.value[index] ?? 0))
  const ticks = y.ticks(2)
  return {
    path: shape(decimated(curve.value, width * POINTS_PER_PX)) ?? '',
    y: (percent) => y(percent),
    ticks: ticks.map((value) => ({ at: y(value), value })),
    digits: digitsBetween(ticks),
  }
}

/** Return the decimals that ticks this close to each other need. */
export function digitsBetween([first = 0, second = 1]: readonly number[]): number {
  const step = Math.abs(second - first)
  return step > 0 && step < 1 ? Math.ceil(-Math.log10(step) - 1e-9) : 0
}
