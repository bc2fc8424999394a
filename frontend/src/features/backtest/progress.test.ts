import { describe, expect, it } from 'vitest'

import { afterMessage, quarterOf, secondsLeft, SILENT, type Heard } from './progress'

const START = Date.parse('2024-01-01T00:00:00Z')

function message(percent: number, day: number, equity: number | null = 10_000) {
  return {
    progress_pct: percent,
    simulated_at: new Date(START + day * 86_400_000).toISOString(),
    bars_per_second: 1_000,
    equity,
  }
}

describe('afterMessage', () => {
  it('grows the curve and remembers where it began', () => {
    const one = afterMessage(SILENT, message(5, 1), 100)
    const two = afterMessage(one, message(10, 2, 10_500), 200)
    expect(two).toMatchObject({ percent: 10, barsPerSecond: 1_000, at: 200 })
    expect(two.first).toEqual({ at: 100, percent: 5 })
    expect(two.points.map(({ equity }) => equity)).toEqual([10_000, 10_500])
  })

  it('never goes back, but has heard something', () => {
    const one = afterMessage(SILENT, message(50, 5), 100)
    const two = afterMessage(one, message(20, 2), 300)
    expect(two).toEqual({ ...one, at: 300 })
  })

  it('adds no point twice and none without equity', () => {
    const one = afterMessage(SILENT, message(50, 5), 100)
    expect(afterMessage(one, message(50, 5), 200).points).toHaveLength(1)
    expect(afterMessage(one, message(51, 6, null), 200).points).toHaveLength(1)
  })

  it('bears a message without figures', () => {
    expect(afterMessage(SILENT, {}, 7)).toEqual({ ...SILENT, at: 7 })
    const bare = afterMessage(SILENT, { progress_pct: 3 }, 7)
    expect(bare).toMatchObject({ percent: 3, simulatedAt: null, barsPerSecond: null, points: [] })
  })

  it('keeps the curve short enough to draw, with its newest point', () => {
    let heard: Heard = SILENT
    for (let day = 1; day <= 1_500; day += 1)
      heard = afterMessage(heard, message(day / 16, day, day), day)
    expect(heard.points.length).toBeLessThanOrEqual(600)
    expect(heard.points.at(-1)?.equity).toBe(1_500)
    expect(heard.points[0]?.equity).toBe(1)
  })
})

describe('secondsLeft', () => {
  it('goes on at the pace so far', () => {
    expect(secondsLeft(25, { at: 0, percent: 0 }, 10_000)).toBe(30)
    expect(secondsLeft(60, { at: 1_000, percent: 20 }, 11_000)).toBe(10)
  })

  it('knows nothing without a pace', () => {
    expect(secondsLeft(5, { at: 0, percent: 5 }, 10_000)).toBeNull()
    expect(secondsLeft(5, { at: 10, percent: 0 }, 10)).toBeNull()
  })
})

it.each([
  [0, 0],
  [24.9, 0],
  [25, 25],
  [74, 50],
  [99, 75],
  [100, 75],
])('hears %d %% as the quarter %d', (percent, quarter) => {
  expect(quarterOf(percent)).toBe(quarter)
})
