import { bin, extent, max } from 'd3-array'
import { scaleLinear } from 'd3-scale'

import { digitsBetween } from './equity'

export interface Bar {
  x: number
  y: number
  width: number
  height: number
  from: number
  to: number
  count: number
}

export interface HistogramGeometry {
  bars: Bar[]
  zero: number | null
  ticks: { at: number; value: number }[]
  /** Decimals that tell one tick from the next. */
  digits: number
}

const BINS = 30
/** Narrower than this is one value: percent has no more meaning there. */
const NARROW = 1e-9

/** Return the bars of how often each size occurs; zero is always an edge between two bars. */
export function histogramGeometry(
  given: readonly number[],
  width: number,
  height: number,
): HistogramGeometry {
  if (given.length === 0) return { bars: [], zero: null, ticks: [], digits: 0 }
  // What is nothing in percent would otherwise fall into a bar without a width.
  const values = given.map((value) => (Math.abs(value) < NARROW ? 0 : value))
  const [low = 0, high = 0] = extent(values)
  const x = scaleLinear()
    .domain(high - low < NARROW ? [low - 0.5, high + 0.5] : [Math.min(low, 0), Math.max(high, 0)])
    .nice(BINS)
    .range([0, width])
  const [start = 0, stop = 1] = x.domain()
  // Inner edges alone: one at the end would give the largest values a bar without a width.
  const edges = x.ticks(BINS).filter((edge) => edge > start && edge < stop)
  const ticks = x.ticks(5)
  const bins = bin().domain([start, stop]).thresholds(edges)(values)
  const y = scaleLinear()
    .domain([0, max(bins, (each) => each.length) ?? 1])
    .range([height, 0])
  return {
    bars: bins
      .filter(({ x0, x1 }) => (x1 ?? 0) > (x0 ?? 0))
      .map((each) => {
        const from = each.x0 ?? 0
        const to = each.x1 ?? 0
        return {
          x: x(from) + 0.5,
          y: y(each.length),
          width: Math.max(0, x(to) - x(from) - 1),
          height: height - y(each.length),
          from,
          to,
          count: each.length,
        }
      }),
    zero: start < 0 && stop > 0 ? x(0) : null,
    digits: digitsBetween(ticks),
    ticks: ticks.map((value) => ({ at: x(value), value })),
  }
}
