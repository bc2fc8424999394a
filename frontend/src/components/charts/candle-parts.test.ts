import { describe, expect, it } from 'vitest'

import { indexOf, withLive, type Candle } from './candle-parts'

const bar = (time: number, close = 1): Candle => ({
  time,
  open: 1,
  high: 1,
  low: 1,
  close,
  volume: null,
})

describe('bars with the one that forms', () => {
  const bars = [bar(1), bar(2)]
  it('get it at the end', () =>
    expect(withLive(bars, bar(3)).map(({ time }) => time)).toEqual([1, 2, 3]))
  it('replace their last one by it', () => expect(withLive(bars, bar(2, 9)).at(-1)?.close).toBe(9))
  it('stay as they are without it, or where it is older', () => {
    expect(withLive(bars, null)).toBe(bars)
    expect(withLive(bars, bar(1, 9))).toBe(bars)
  })
})

describe('the place of a bar', () => {
  it('is found by its time, or not at all', () => {
    const bars = [bar(1), bar(5), bar(9)]
    expect([1, 5, 9, 4, 0, 10].map((time) => indexOf(bars, time))).toEqual([0, 1, 2, -1, -1, -1])
    expect(indexOf([], 1)).toBe(-1)
  })
})
