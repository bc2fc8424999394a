import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { overviewOf, partOf, rangesOf, shifted, spanOn, withEdge } from './zoom'

const DAY = 86_400_000
const START = Date.UTC(2025, 5, 15)
const days = (count: number) => Array.from({ length: count }, (_, at) => START + at * DAY)
const TIME = days(300)

const span = fc
  .tuple(fc.integer({ min: 0, max: 295 }), fc.integer({ min: 3, max: 300 }))
  .map(([first, size]) => ({
    from: TIME[first] ?? 0,
    to: TIME[Math.min(299, first + size)] ?? 0,
  }))
const moment = fc.integer({ min: START - DAY, max: START + 301 * DAY })

describe('the part of time on show', () => {
  it('snaps to points, and is nothing where it would be all or too little', () => {
    const wanted = { from: START + DAY + 1_000, to: START + 9 * DAY - 1_000 }
    expect(spanOn(TIME, wanted)).toEqual({ from: START + DAY, to: START + 9 * DAY })
    expect(spanOn(TIME, { from: START - DAY, to: START + 900 * DAY })).toBeNull()
    expect(spanOn(TIME, { from: START, to: START + 1_000 })).toBeNull()
    expect(spanOn(TIME, null)).toBeNull()
    expect(spanOn([], wanted)).toBeNull()
  })

  it('cuts a curve at its ends, both included', () => {
    const curve = { time: [1, 2, 3, 4], value: [10, 20, 30, 40] }
    expect(partOf(curve, { from: 2, to: 3 })).toEqual({ time: [2, 3], value: [20, 30] })
    expect(partOf(curve, null)).toEqual(curve)
  })

  it('keeps three points, whichever edge goes where', () => {
    fc.assert(
      fc.property(span, fc.constantFrom('from', 'to'), moment, (before, edge, to) => {
        const after = withEdge(TIME, before, edge, to)
        expect(TIME).toContain(after.from)
        expect(TIME).toContain(after.to)
        expect(after.to - after.from).toBeGreaterThanOrEqual(2 * DAY)
        expect(edge === 'from' ? after.to : after.from).toBe(
          edge === 'from' ? before.to : before.from,
        )
      }),
    )
  })

  it('keeps its length while it moves, and stays on the curve', () => {
    fc.assert(
      fc.property(span, fc.integer({ min: -400, max: 400 }), (before, by) => {
        const after = shifted(TIME, before, by)
        expect(after.to - after.from).toBe(before.to - before.from)
        expect(after.from).toBeGreaterThanOrEqual(START)
        expect(after.to).toBeLessThanOrEqual(START + 299 * DAY)
      }),
    )
  })
})

describe('the periods to choose from', () => {
  it('end with the curve and are shorter than it', () => {
    const found = rangesOf(TIME)
    expect(found.map(({ label }) => label)).toEqual(['1W', '1M', '3M', 'YTD'])
    const [week] = found
    expect(week?.span).toEqual({ from: START + 292 * DAY, to: START + 299 * DAY })
    const year = found.find(({ label }) => label === 'YTD')
    expect(year?.span.from).toBe(Date.UTC(2026, 0, 1))
    expect(rangesOf(days(5))).toEqual([])
    expect(rangesOf([])).toEqual([])
  })
})

describe('the whole curve small', () => {
  it('lies on the axis of the plot, and its ends are the ends', () => {
    const plot = overviewOf({ time: TIME, value: TIME.map((_, at) => at) }, 640, 40)
    expect(plot.path.startsWith('M8,')).toBe(true)
    expect(plot.timeAt(plot.x(TIME[100] ?? 0))).toBeCloseTo(TIME[100] ?? 0, -3)
    expect(plot.timeAt(-100)).toBe(START)
    expect(overviewOf({ time: [1, 2], value: [5, 5] }, 640, 40).path).not.toContain('NaN')
  })
})
