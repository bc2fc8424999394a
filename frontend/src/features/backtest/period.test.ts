import { describe, expect, it } from 'vitest'

import {
  bestSeries,
  coverageOf,
  dayMs,
  daysOf,
  finerThan,
  lastMonths,
  laterHalf,
  monthsBefore,
  sourcesOf,
  usable,
  type Series,
} from './period'

function series(given: Partial<Series> = {}): Series {
  return {
    source: 'sim',
    symbol: 'BTC/USDT',
    timeframe: '1h',
    calendar: '24/7',
    is_own: false,
    first: '2025-01-01T06:00:00Z',
    last: '2026-01-01T05:00:00Z',
    bars: 8_760,
    gaps: { count: 0, missing_bars: 0, longest_seconds: 0 },
    ...given,
  }
}

describe('days', () => {
  it('are read only where there is such a day', () => {
    expect(dayMs('1970-01-02')).toBe(86_400_000)
    expect([dayMs(''), dayMs('2024-02-30'), dayMs('1.2.2024'), dayMs('2024-13-01')]).toEqual([
      null,
      null,
      null,
      null,
    ])
  })

  it.each([
    ['2024-03-31', 1, '2024-02-29'],
    ['2024-01-15', 12, '2023-01-15'],
    ['2024-12-31', 3, '2024-09-30'],
  ])('%s less %i months is %s', (day, months, earlier) => {
    expect(monthsBefore(day, months)).toBe(earlier)
  })
})

describe('the days of a series', () => {
  it('are those of which it has every bar', () => {
    expect(daysOf(series())).toEqual({ start: '2025-01-02', end: '2026-01-01' })
  })

  it('are the day of its only bars where none is whole', () => {
    const short = series({ first: '2025-01-01T06:00:00Z', last: '2025-01-01T09:00:00Z' })
    expect(daysOf(short)).toEqual({ start: '2025-01-01', end: '2025-01-02' })
  })

  it('end the default period, and begin it where they are few', () => {
    expect(lastMonths(series(), 3)).toEqual({ start: '2025-10-01', end: '2026-01-01' })
    expect(lastMonths(series(), 24).start).toBe('2025-01-02')
  })
})

describe('laterHalf', () => {
  it('keeps the end', () => {
    expect(laterHalf({ start: '2024-01-01', end: '2024-01-11' })).toEqual({
      start: '2024-01-06',
      end: '2024-01-11',
    })
  })

  it('has nothing to halve in a day, or in no period', () => {
    expect(laterHalf({ start: '2024-01-01', end: '2024-01-02' })).toBeNull()
    expect(laterHalf({ start: '', end: '2024-01-02' })).toBeNull()
  })
})

describe('the series a backtest reads', () => {
  const minutes = series({ timeframe: '1m', first: '2025-10-01T00:00:00Z', bars: 130_000 })
  const other = series({ source: 'mine', timeframe: '1d' })

  it('is one from which its bars can be made', () => {
    expect(usable([series(), minutes, other], '1h')).toEqual([series(), minutes])
    expect(usable([series(), other], '1d', 'mine')).toEqual([other])
    expect(usable([series()], 'what')).toEqual([series()])
  })

  it('covers most of the period, the coarser of equals', () => {
    const recent = { start: '2025-11-01', end: '2025-12-01' }
    expect(bestSeries([minutes, series()], recent)).toEqual(series())
    expect(bestSeries([minutes, series()], null)).toEqual(series())
    const long = series({ timeframe: '1m', first: '2023-01-01T00:00:00Z' })
    expect(bestSeries([series(), long], null)).toBe(long)
    expect(bestSeries([], null)).toBeNull()
  })

  it('names its sources once', () => {
    expect(sourcesOf([series(), minutes, other])).toEqual(['mine', 'sim'])
  })
})

describe('coverageOf', () => {
  it('is whole inside the series', () => {
    const found = coverageOf(series(), '1h', { start: '2025-02-01', end: '2025-02-11' })
    expect(found).toMatchObject({ from: 0, to: 1, percent: 100, bars: 240 })
  })

  it('shows what lies before the first bar as a gap', () => {
    const found = coverageOf(series(), '1h', { start: '2024-12-31', end: '2025-01-02' })
    expect(found?.from).toBeCloseTo(30 / 48)
    expect(found?.percent).toBeCloseTo(37.5)
    expect(found?.bars).toBe(18)
  })

  it('counts the larger bars that will be built', () => {
    expect(coverageOf(series(), '4h', { start: '2025-02-01', end: '2025-02-11' })?.bars).toBe(60)
  })

  it('is nothing outside the series, and no answer for no period', () => {
    const found = coverageOf(series(), '1h', { start: '2020-01-01', end: '2020-02-01' })
    expect(found).toMatchObject({ percent: 0, bars: 0 })
    expect(coverageOf(series(), '1h', { start: '2025-02-01', end: '2025-02-01' })).toBeNull()
  })
})

it('offers the timeframes that fill a bar exactly', () => {
  expect(finerThan('5m')).toEqual(['1m'])
  expect(finerThan('1h')).toEqual(['1m', '3m', '5m', '15m', '30m'])
  expect(finerThan('')).toEqual([])
})
