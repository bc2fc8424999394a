import { max, min } from 'd3-array'
import { scaleLinear, scaleLog, scaleUtc } from 'd3-scale'
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
  valueTicks: Tick[]
}

/** More than this to a pixel of width cannot be seen. */
const POINTS_PER_PX = 2

const TIME_TICK_PX = 110
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
  const across = Math.max(2, Math.floor(width / TIME_TICK_PX))
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
    timeTicks: x.ticks(across).map((date) => ({ at: x(date), value: date.getTime() })),
    valueTicks: thinned(y.ticks(down), down).map((value) => ({ at: y(value), value })),
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
}

/** Return the area between zero and the drawdown, which is zero or below, in percent. */
export function drawdownGeometry(
  curve: Curve,
  x: (time: number) => number,
  { width, height }: Box,
): DrawdownGeometry {
  const low = min(curve.value) ?? -1
  const y = scaleLinear()
    .domain([Math.min(low, -1e-9), 0])
    .range([height - 4, 4])
  const shape = area<number>()
    .x((index) => x(curve.time[index] ?? 0))
    .y0(y(0))
    .y1((index) => y(curve.value[index] ?? 0))
  return {
    path: shape(decimated(curve.value, width * POINTS_PER_PX)) ?? '',
    y: (percent) => y(percent),
    ticks: y.ticks(2).map((value) => ({ at: y(value), value })),
  }
}
