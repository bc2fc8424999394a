import { describe, expect, it } from 'vitest'

import type { Candle } from '@/components/charts/candle-parts'

import {
  afterMinute,
  barOf,
  candleOf,
  closesAt,
  countdown,
  firstOf,
  minuteOf,
  offered,
  reordered,
  shownTimeframe,
  tailOf,
  TIMEFRAMES,
  type Instrument,
} from './model'

const at = (text: string) => Date.parse(`${text}Z`)
const bar = (time: string, close: number, volume: number | null = 1): Candle => ({
  time: at(time),
  open: close,
  high: close + 1,
  low: close - 1,
  close,
  volume,
})
const instrument = (symbol: string, given: Partial<Instrument> = {}): Instrument => ({
  source: 'sim',
  symbol,
  calendar: '24/7',
  is_live: true,
  is_own: false,
  timeframes: ['1m'],
  tick_size: null,
  lot_step: null,
  ...given,
})

describe('timeframes', () => {
  it('are offered where whole stored bars fill them', () => {
    expect(offered({ timeframes: ['1d'], is_live: false })).toEqual(['1d', '1w'])
    expect(offered({ timeframes: ['1m'], is_live: true })).toEqual(TIMEFRAMES)
    expect(offered({ timeframes: ['2h'], is_live: false })).toEqual([
      '2h',
      '4h',
      '6h',
      '8h',
      '12h',
      '1d',
      '1w',
    ])
  })
  it('are shown as asked for, else the nearest to an hour', () => {
    expect(shownTimeframe('5m', TIMEFRAMES)).toBe('5m')
    expect(shownTimeframe('5m', ['1d', '1w'])).toBe('1d')
    expect(shownTimeframe(null, TIMEFRAMES)).toBe('1h')
    expect(shownTimeframe(null, [])).toBe('1d')
  })
})

describe('the bar of a moment', () => {
  it.each([
    ['5m', '2026-11-21T06:33:10', '2026-11-21T06:30:00'],
    ['4h', '2026-11-21T06:33:10', '2026-11-21T04:00:00'],
    ['1d', '2026-11-21T06:33:10', '2026-11-21T00:00:00'],
    // The week that began on Monday the 16th.
    ['1w', '2026-11-22T23:59:59', '2026-11-16T00:00:00'],
    ['1w', '2026-11-23T00:00:00', '2026-11-23T00:00:00'],
  ] as const)('of %s', (timeframe, moment, open) =>
    expect(barOf(at(moment), timeframe, '24/7')).toBe(at(open)),
  )
  it('of a day of currencies begins in the evening before', () => {
    expect(barOf(at('2026-11-18T22:00:00'), '1d', 'forex')).toBe(at('2026-11-19T00:00:00'))
    expect(barOf(at('2026-11-18T21:59:00'), '1d', 'forex')).toBe(at('2026-11-18T00:00:00'))
  })
  it('closes after its length, or when only its market knows', () => {
    expect(closesAt(0, '1h', 'us_stock')).toBe(3_600_000)
    expect(closesAt(0, '1d', '24/7')).toBe(86_400_000)
    expect(closesAt(0, '1d', 'us_stock')).toBeNull()
  })
})

describe('a live message', () => {
  const data = {
    source: 'sim',
    symbol: 'X',
    timeframe: '1m',
    time: '2026-11-21T06:33:00Z',
    open: 1,
    high: 2,
    low: 0.5,
    close: 1.5,
    volume: null,
    closed: true,
  }
  it('is a minute', () => {
    expect(minuteOf(data, 'sim')).toEqual({
      candle: {
        time: at('2026-11-21T06:33:00'),
        open: 1,
        high: 2,
        low: 0.5,
        close: 1.5,
        volume: null,
      },
      isClosed: true,
    })
  })
  it.each([
    { source: 'other' },
    { timeframe: '5m' },
    { time: 'soon' },
    { time: 5 },
    { high: '2' },
    { low: NaN },
  ])('is none with %o', (wrong) => expect(minuteOf({ ...data, ...wrong }, 'sim')).toBeNull())
  it('agrees with a stored bar', () => {
    const { open, high, low, close, volume, time } = data
    expect(candleOf({ open, high, low, close, volume, time })).toEqual(
      minuteOf(data, 'sim')?.candle,
    )
  })
})

describe('the bars behind the last stored one', () => {
  const stored = [bar('2026-11-21T06:58:00', 10), bar('2026-11-21T06:59:00', 12)]
  it('are put together from minutes', () => {
    const { closed, forming } = tailOf([...stored, bar('2026-11-21T07:00:00', 9)], [], '1h', '24/7')
    expect(closed).toEqual([
      { time: at('2026-11-21T06:00:00'), open: 10, high: 13, low: 9, close: 12, volume: 2 },
    ])
    expect(forming?.time).toBe(at('2026-11-21T07:00:00'))
  })
  it('take heard minutes only behind the stored ones', () => {
    const heard = [bar('2026-11-21T06:59:00', 99), bar('2026-11-21T07:00:00', 9)]
    const { closed, forming } = tailOf(stored, heard, '1h', '24/7')
    expect(closed.map(({ high }) => high)).toEqual([13])
    expect(forming).toEqual({ ...bar('2026-11-21T07:00:00', 9) })
  })
  it('know no volume where one minute knows none', () => {
    const { forming } = tailOf(
      [bar('2026-11-21T06:58:00', 10, null), bar('2026-11-21T06:59:00', 1)],
      [],
      '1h',
      '24/7',
    )
    expect(forming?.volume).toBeNull()
  })
  it('are none without minutes', () =>
    expect(tailOf([], [], '1h', '24/7')).toEqual({ closed: [], forming: null }))
  it('leave out a minute that comes too late', () => {
    const heard = [bar('2026-11-21T08:00:00', 1), bar('2026-11-21T07:00:00', 2)]
    expect(tailOf([], heard, '1h', '24/7').closed).toEqual([])
  })
})

describe('heard minutes', () => {
  const first = bar('2026-11-21T06:58:00', 10)
  it('replace their own earlier state', () => {
    const grown = { ...first, close: 11 }
    expect(afterMinute([first], grown)).toEqual([grown])
  })
  it('follow each other, and never go back', () => {
    const next = bar('2026-11-21T06:59:00', 12)
    expect(afterMinute([first], next)).toEqual([first, next])
    expect(afterMinute([first, next], first)).toEqual([first, next])
    expect(afterMinute([], first)).toEqual([first])
  })
})

describe('the first instrument', () => {
  it('is one that moves', () => {
    const stock = instrument('AAPL', { calendar: 'us_stock' })
    expect(firstOf([stock, instrument('ETH/USDT'), instrument('BTC/USDT')])?.symbol).toBe(
      'BTC/USDT',
    )
    expect(firstOf([stock, instrument('ETH/USDT')])?.symbol).toBe('ETH/USDT')
    expect(firstOf([stock])?.symbol).toBe('AAPL')
    expect(firstOf([instrument('X', { timeframes: [] })])?.symbol).toBe('X')
    expect(firstOf([])).toBeNull()
  })
})

describe('an order', () => {
  it.each([
    [0, 1, ['b', 'a', 'c']],
    [2, -1, ['a', 'c', 'b']],
    [0, -1, ['a', 'b', 'c']],
    [2, 5, ['a', 'b', 'c']],
    [7, 1, ['a', 'b', 'c']],
  ])('moves %i by %i', (from, step, after) =>
    expect(reordered(['a', 'b', 'c'], from, step)).toEqual(after),
  )
})

describe('the countdown', () => {
  it.each([
    [0, '00:00'],
    [-5_000, '00:00'],
    [65_000, '01:05'],
    [3_600_000, '1:00:00'],
    [200_000_000, '2d 7h'],
  ])('of %i ms', (left, text) => expect(countdown(left, 0)).toBe(text))
})
