import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { decimated, drawdownGeometry, equityGeometry, MARGIN } from './equity'
import { cellColour, clampOf, compounded, inkOn, luminance, yearRows } from './heatmap'
import { histogramGeometry } from './histogram'
import { nearest } from './nearest'
import { sparklinePath } from './sparkline'

const finite = fc.double({ noNaN: true, min: -1e6, max: 1e6 })

describe('decimation', () => {
  it('keeps the ends and the extremes', () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1, maxLength: 500 }), fc.nat(200), (values, n) => {
        const most = n + 4
        const kept = decimated(values, most)
        const shown = kept.map((at) => values[at] ?? 0)
        expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b))
        expect(kept.length).toBeLessThanOrEqual(Math.max(most, 4))
        expect(kept[0]).toBe(0)
        expect(kept.at(-1)).toBe(values.length - 1)
        expect(Math.min(...shown)).toBe(Math.min(...values))
        expect(Math.max(...shown)).toBe(Math.max(...values))
      }),
    )
  })
})

describe('the nearest point', () => {
  it('is as near as any', () => {
    const rising = fc.uniqueArray(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 1 })
    fc.assert(
      fc.property(rising, fc.integer({ min: -2e6, max: 2e6 }), (drawn, target) => {
        const values = drawn.sort((a, b) => a - b)
        const found = values[nearest(values, target)] ?? 0
        const distances = values.map((value) => Math.abs(value - target))
        expect(Math.abs(found - target)).toBe(Math.min(...distances))
      }),
    )
    expect(nearest([], 1)).toBe(-1)
  })
})

describe('the equity plot', () => {
  const day = 86_400_000
  const curve = { time: [0, day, 2 * day], value: [100, 50, 200] }
  const box = { width: 640, height: 280 }

  it('fits the box, the highest value on top', () => {
    const plot = equityGeometry([curve], box, false)
    expect(plot.x(0)).toBe(MARGIN.left)
    expect(plot.x(2 * day)).toBe(box.width - MARGIN.right)
    expect(plot.y(200)).toBeLessThan(plot.y(100))
    expect(plot.timeAt(plot.x(day))).toBeCloseTo(day, -2)
    expect(plot.paths[0]?.startsWith('M')).toBe(true)
  })

  it('draws no more points than the width shows, the deepest among them', () => {
    const time = Array.from({ length: 20_000 }, (_, hour) => hour * 3_600_000)
    const value = time.map((_, hour) => (hour === 7_777 ? -80 : 100 + (hour % 24)))
    const points = (path = '') =>
      path
        .split(/[ML]/)
        .slice(1)
        .map((point) => point.split(','))
    const plot = equityGeometry([{ time, value }], box, false)
    const drawn = points(plot.paths[0])
    expect(drawn.length).toBeLessThanOrEqual(2 * box.width)
    expect(Math.max(...drawn.map(([, y]) => Number(y)))).toBeCloseTo(plot.y(-80), 2)
    const strip = drawdownGeometry({ time, value }, plot.x, box)
    expect(points(strip.path).length).toBeLessThanOrEqual(2 * 2 * box.width + 1)
  })

  it('doubles by equal steps on the logarithmic scale', () => {
    const plot = equityGeometry([curve], box, true)
    expect(plot.y(50) - plot.y(100)).toBeCloseTo(plot.y(100) - plot.y(200), 6)
  })

  it('stays linear where a logarithm does not exist, and flat curves have a height', () => {
    const plot = equityGeometry([{ time: [0, day], value: [-5, 5] }], box, true)
    expect(Number.isFinite(plot.y(0))).toBe(true)
    const flat = equityGeometry([{ time: [0, day], value: [7, 7] }], box, false)
    expect(Number.isFinite(flat.y(7))).toBe(true)
  })

  it('hangs the drawdown below zero', () => {
    const strip = drawdownGeometry({ time: [0, day], value: [0, -20] }, (time) => time / day, box)
    expect(strip.y(-20)).toBeGreaterThan(strip.y(0))
    expect(strip.path).not.toContain('NaN')
  })

  it.each([
    [0, 1],
    [-0.3, 1],
    [-20, 0],
  ])('tells the ticks of a drawdown of %s apart', (low, digits) => {
    const strip = drawdownGeometry({ time: [0, day], value: [0, low] }, (time) => time / day, {
      ...box,
      height: 72,
    })
    expect(strip.digits).toBe(digits)
    const said = strip.ticks.map(({ value }) => value.toFixed(digits))
    expect(new Set(said).size).toBe(said.length)
  })

  it.each([
    [365, 'month'],
    [1_500, 'month'],
    [30, 'day'],
    [1, 'minute'],
  ])('gives each tick of %s days room for its label', (days, step) => {
    for (const width of [320, 640, 1_200]) {
      const start = Date.UTC(2025, 10, 21, 12)
      const time = [start, start + days * day]
      const plot = equityGeometry([{ time, value: [1, 2] }], { width, height: 280 }, false)
      expect(plot.timeStep).toBe(step)
      const places = plot.timeTicks.map(({ at }) => at)
      expect(places.length).toBeGreaterThan(0)
      places.slice(1).forEach((at, index) => {
        expect(at - (places[index] ?? at)).toBeGreaterThanOrEqual(56)
      })
    }
  })
})

describe('the monthly table', () => {
  const cells = [
    { year: 2024, month: 12, return_pct: 10 },
    { year: 2023, month: 1, return_pct: -10 },
    { year: 2024, month: 11, return_pct: 10 },
  ]

  it('has a row per year, its total compounded', () => {
    const rows = yearRows(cells)
    expect(rows.map(({ year }) => year)).toEqual([2023, 2024])
    expect(rows[1]?.total).toBeCloseTo(21)
    expect(rows[1]?.months.slice(10)).toEqual([10, 10])
    expect(rows[0]?.months.filter((pct) => pct !== null)).toEqual([-10])
    expect(compounded([null, null])).toBe(0)
  })

  it('is as strong up as down and always readable', () => {
    const palette = { gain: '#0f766e', loss: '#c2410c', neutral: '#f1f3f5' }
    expect(cellColour(0, 10, palette)).toBe('rgb(241, 243, 245)')
    expect(cellColour(99, clampOf(cells), palette)).toBe('rgb(15, 118, 110)')
    fc.assert(
      fc.property(fc.double({ min: -50, max: 50, noNaN: true }), (pct) => {
        const background = cellColour(pct, 10, palette)
        const [dark, light] = [luminance(inkOn(background)), luminance(background)].sort()
        expect(((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)).toBeGreaterThan(4.5)
      }),
    )
  })
})

describe('the histogram', () => {
  it('counts every value once, and zero parts two bars', () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1, maxLength: 200 }), (values) => {
        const { bars } = histogramGeometry(values, 300, 100)
        expect(bars.reduce((sum, { count }) => sum + count, 0)).toBe(values.length)
        expect(bars.some(({ from, to }) => from < -1e-12 && to > 1e-12)).toBe(false)
      }),
      { numRuns: 60 },
    )
    expect(histogramGeometry([], 300, 100).bars).toEqual([])
  })

  it('counts what lies on the last edge', () => {
    const { bars } = histogramGeometry([-5, -5e-324, 0], 300, 100)
    expect(bars.reduce((sum, { count }) => sum + count, 0)).toBe(3)
  })
})

describe('the sparkline', () => {
  it('needs two values and stays inside its box', () => {
    expect(sparklinePath([1], 88, 24)).toBe('')
    expect(sparklinePath([5, 5, 5], 88, 24)).not.toContain('NaN')
    expect(sparklinePath([1, 2], 88, 24)).toBe('M1,22.5L87,1.5')
  })
})
