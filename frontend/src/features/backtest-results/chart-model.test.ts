import { describe, expect, it } from 'vitest'

import {
  barMs,
  candlesOf,
  covers,
  indicatorCalls,
  markersOf,
  middleOf,
  overlaysOf,
  tradeAt,
  tradeLine,
  windowOf,
  type ChartPage,
} from './chart-model'
import type { Trade } from './trades'

const HOUR = 3_600_000
const START = Date.UTC(2026, 0, 1)

const bars = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => ({
    time: START + (from + at) * HOUR,
    open: 1,
    high: 2,
    low: 0.5,
    close: 1.5,
    volume: null,
  }))

function trade(number: number, entry: number, exit: number, side = 'long'): Trade {
  return {
    number,
    side,
    entry_time: new Date(START + entry * HOUR).toISOString(),
    exit_time: new Date(START + exit * HOUR).toISOString(),
    entry_price: 100,
    exit_price: 110,
    quantity: 1,
    pnl: 1,
    return_pct: 1,
    reason: 'stop_loss',
    entry_rule: 0,
    exit_rule: null,
    entry_fee: 0,
    exit_fee: 0,
    borrow: 0,
    stop_price: null,
    target_price: null,
    mae_pct: null,
    mfe_pct: null,
    entry_bar: entry,
    exit_bar: exit,
  }
}

describe('the window', () => {
  it.each([
    ['1m', 60_000],
    ['4h', 4 * HOUR],
    ['1d', 24 * HOUR],
    ['1w', 168 * HOUR],
  ])('knows that a bar of %s lasts %d ms', (timeframe, length) => {
    expect(barMs(timeframe)).toBe(length)
  })

  it('holds the whole trade and bars around it, as far as the run reaches', () => {
    const end = START + 10_000 * HOUR
    const short = windowOf(trade(1, 100, 110), '1h', end)
    expect(short).toEqual({ end: START + 410 * HOUR, limit: 1_000 })
    const long = windowOf(trade(1, 100, 3_000), '1h', end)
    expect(long.limit).toBeGreaterThan(3_000)
    expect(windowOf(trade(1, 100, 9_000), '1h', end).limit).toBe(5_000)
    expect(windowOf(trade(1, 9_990, 9_999), '1h', end).end).toBe(end)
    expect(windowOf(null, '1h', end).end).toBe(end)
  })

  it('covers a trade when both its ends are inside', () => {
    expect(covers(bars(0, 10), trade(1, 2, 5))).toBe(true)
    expect(covers(bars(3, 10), trade(1, 2, 5))).toBe(false)
    expect(covers([], trade(1, 2, 5))).toBe(false)
  })

  it('is centred on a short trade, and keeps the entry of a long one in view', () => {
    expect(middleOf(trade(1, 10, 20), '1h')).toBe(START + 15 * HOUR)
    expect(middleOf(trade(1, 10, 900), '1h')).toBe(START + 60 * HOUR)
  })
})

describe('indicators', () => {
  it('are asked for once each, as the strategy has them on its own bars', () => {
    const document = {
      timeframe: '1h',
      entry_rules: [
        {
          conditions: [
            { left: { indicator: 'EMA', params: { period: 21 } }, right: { indicator: 'ADX' } },
            { not: { left: { indicator: 'SMA', params: { period: 5 }, source: 'hl2' } } },
            { left: { indicator: 'RSI', timeframe: '4h' }, right: 30 },
          ],
        },
      ],
      exit_rules: [{ conditions: [{ left: { indicator: 'EMA', params: { period: 21 } } }] }],
    }
    expect(indicatorCalls(document)).toEqual(['EMA(period=21)', 'ADX', 'SMA(period=5, source=hl2)'])
    expect(indicatorCalls({})).toEqual([])
  })

  it('become lines as long as the bars, with gaps where a page has none', () => {
    const series = (values: (number | null)[]): NonNullable<ChartPage['series']> => [
      {
        indicator: 'EMA',
        title: '',
        params: { period: 21 },
        source: 'close',
        pane: 'overlay',
        outputs: { value: values },
      },
      {
        indicator: 'MACD',
        title: '',
        params: {},
        source: 'close',
        pane: 'pane',
        outputs: { macd: values, signal: values },
      },
    ]
    const pages: ChartPage[] = [
      { candles: bars(2, 2), series: series([3, 4]), next: 'x' },
      { candles: bars(0, 2), series: null, next: null },
    ]
    const candles = candlesOf(pages)
    expect(candles.map(({ time }) => time)).toEqual([0, 1, 2, 3].map((at) => START + at * HOUR))
    const lines = overlaysOf(pages, ['red', 'blue'])
    expect(lines.map(({ label, pane, colour }) => [label, pane, colour])).toEqual([
      ['EMA(21)', 0, 'red'],
      ['MACD macd', 1, 'blue'],
      ['MACD signal', 1, 'red'],
    ])
    expect(lines[0]?.values).toEqual([null, null, 3, 4])
    expect(overlaysOf([], ['red'])).toEqual([])
  })
})

describe('trades on the chart', () => {
  it('have a line from entry to exit', () => {
    const { values } = tradeLine(trade(1, 1, 3), bars(0, 5), 'red')
    expect(values).toEqual([null, 100, 105, 110, null])
    expect(tradeLine(trade(1, 1, 1), bars(0, 3), 'red').values).toEqual([null, 100, null])
  })

  it('have two arrows each, with words on the selected one alone', () => {
    const trades = [trade(1, 1, 3), trade(2, 4, 5, 'short'), trade(3, 50, 60)]
    const markers = markersOf(trades, bars(0, 10), 2)
    expect(markers.map(({ id, side, text }) => [id, side, text])).toEqual([
      ['1 in', 'buy', ''],
      ['1 out', 'sell', ''],
      ['2 in', 'sell', '#2 in'],
      ['2 out', 'buy', '#2 out'],
    ])
    expect(markersOf(trades, [], 1)).toEqual([])
  })

  it('are found by a click near one of their ends', () => {
    const trades = [trade(1, 1, 3), trade(2, 10, 20)]
    expect(tradeAt(trades, START + 4 * HOUR, 2 * HOUR)?.number).toBe(1)
    expect(tradeAt(trades, START + 11 * HOUR, 2 * HOUR)?.number).toBe(2)
    expect(tradeAt(trades, START + 15 * HOUR, 2 * HOUR)).toBeNull()
    expect(tradeAt([], START, HOUR)).toBeNull()
  })
})
