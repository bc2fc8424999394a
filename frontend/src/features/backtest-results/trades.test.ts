import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { tradeRows } from './csv'
import {
  filtered,
  grouped,
  neighbours,
  outcomeOf,
  reasonLabel,
  secondsHeld,
  streaksOf,
  totalsOf,
  tradesOf,
  type Trade,
  type TradeFilter,
} from './trades'

const START = Date.UTC(2026, 0, 5) // a Monday

function trade(number: number, given: Partial<Trade> = {}): Trade {
  return {
    number,
    side: 'long',
    entry_time: new Date(START + number * 3_600_000).toISOString(),
    exit_time: new Date(START + (number + 2) * 3_600_000).toISOString(),
    entry_price: 100,
    exit_price: 101,
    quantity: 1,
    pnl: 1,
    return_pct: 1,
    reason: 'exit_rule',
    entry_rule: 0,
    exit_rule: 0,
    entry_fee: 0.1,
    exit_fee: 0.2,
    borrow: 0.3,
    stop_price: null,
    target_price: null,
    mae_pct: null,
    mfe_pct: null,
    entry_bar: number,
    exit_bar: number + 2,
    ...given,
  }
}

const ALL: TradeFilter = { side: null, outcome: null, reason: null, text: '' }
const pnls = fc.array(fc.integer({ min: -100, max: 100 }), { maxLength: 60 })
const made = (values: number[]) => values.map((pnl, at) => trade(at + 1, { pnl }))

describe('trades in columns', () => {
  it('become the trades that they were', () => {
    const trades = [
      trade(1),
      trade(2, { side: 'short', entry_time: '2026-01-05T10:00:00.123Z', stop_price: 99 }),
    ].map((each) => ({ ...each, exit_time: '2026-01-06T00:00:00Z' }))
    const names = Object.keys(trade(1)) as (keyof Trade)[]
    const columns = Object.fromEntries(
      names.map((name) => [name, trades.map((each) => each[name])]),
    ) as unknown as Parameters<typeof tradesOf>[0]
    columns.entry_time = trades.map((each) => Date.parse(each.entry_time))
    columns.exit_time = trades.map((each) => Date.parse(each.exit_time))
    const answer = { ...columns, total: 2, next_after: null }
    const entered = ['2026-01-05T01:00:00Z', '2026-01-05T10:00:00.123Z']
    expect(tradesOf(answer)).toEqual(
      trades.map((each, at) => ({ ...each, entry_time: entered[at] })),
    )
    expect(tradesOf({ ...answer, number: [] })).toEqual([])
  })
})

describe('totals', () => {
  it('count every trade once and add up', () => {
    fc.assert(
      fc.property(pnls, (values) => {
        const totals = totalsOf(made(values))
        expect(totals.won + totals.lost + totals.even).toBe(values.length)
        expect(totals.pnl).toBe(values.reduce((sum, pnl) => sum + pnl, 0))
        expect(totals.costs).toBeCloseTo(values.length * 0.6)
      }),
    )
  })

  it('have no mean without trades and no profit factor without losses', () => {
    const nothing = totalsOf([])
    expect([nothing.winRate, nothing.averagePnl, nothing.averagePct]).toEqual([null, null, null])
    expect(totalsOf(made([5, 5])).profitFactor).toBeNull()
    expect(totalsOf(made([6, -3])).profitFactor).toBe(2)
    expect(totalsOf(made([-3])).profitFactor).toBe(0)
    expect(totalsOf(made([1, -1])).averageSeconds).toBe(7_200)
  })
})

describe('the filter', () => {
  const trades = [
    trade(1, { pnl: 4, reason: 'take_profit' }),
    trade(2, { pnl: -4, side: 'short', reason: 'stop_loss' }),
    trade(12, { pnl: 0 }),
  ]
  const numbers = (given: Partial<TradeFilter>) =>
    filtered(trades, { ...ALL, ...given }).map(({ number }) => number)

  it.each<[string, Partial<TradeFilter>, number[]]>([
    ['nothing asked', {}, [1, 2, 12]],
    ['a side', { side: 'short' }, [2]],
    ['winners', { outcome: 'won' }, [1]],
    ['losers', { outcome: 'lost' }, [2]],
    ['break-even', { outcome: 'even' }, [12]],
    ['a reason', { reason: 'take_profit' }, [1]],
    ['a number', { text: '#12' }, [12]],
    ['words in any case', { text: 'STOP short' }, [2]],
    ['a day', { text: '2026-01-05' }, [1, 2, 12]],
    ['nothing like it', { text: 'zzz' }, []],
  ])('finds %s', (_, given, expected) => {
    expect(numbers(given)).toEqual(expected)
  })

  it('splits the trades by outcome without losing one', () => {
    fc.assert(
      fc.property(pnls, (values) => {
        const all = made(values)
        const parts = (['won', 'lost', 'even'] as const).map(
          (outcome) => filtered(all, { ...ALL, outcome }).length,
        )
        expect(parts.reduce((sum, count) => sum + count, 0)).toBe(all.length)
      }),
    )
  })
})

describe('parts of the calendar', () => {
  it('are UTC, in order, and hold every trade', () => {
    const trades = [
      trade(1, { entry_time: '2026-02-28T23:30:00Z' }),
      trade(2, { entry_time: '2026-03-01T00:30:00Z' }),
      trade(3, { entry_time: '2025-12-31T23:59:00Z' }),
    ]
    expect(grouped(trades, 'month').map(({ label }) => label)).toEqual([
      '2025-12',
      '2026-02',
      '2026-03',
    ])
    expect(grouped(trades, 'weekday').map(({ label }) => label)).toEqual([
      'Wednesday',
      'Saturday',
      'Sunday',
    ])
    expect(grouped(trades, 'hour').map(({ label, count }) => [label, count])).toEqual([
      ['00:00', 1],
      ['23:00', 2],
    ])
  })
})

describe('streaks', () => {
  it('are the longest runs in the order of closing', () => {
    const { won, lost, current } = streaksOf(made([1, 2, -1, -1, -1, 3, 4]).reverse())
    expect(won).toEqual({ count: 2, pnl: 3, first: 1, last: 2 })
    expect(lost).toEqual({ count: 3, pnl: -3, first: 3, last: 5 })
    expect(current).toEqual({ count: 2, pnl: 7, first: 6, last: 7, outcome: 'won' })
  })

  it('do not exist without trades', () => {
    const { won, lost, current } = streaksOf([])
    expect([won.count, lost.count, current.count, current.outcome]).toEqual([0, 0, 0, null])
  })
})

describe('one trade', () => {
  it('has neighbours in the list', () => {
    const trades = made([1, 1, 1])
    expect(neighbours(trades, 2)).toEqual({ at: 1, previous: 1, next: 3 })
    expect(neighbours(trades, 3)).toEqual({ at: 2, previous: 2, next: null })
    expect(neighbours(trades, null)).toEqual({ at: -1, previous: null, next: 1 })
    expect(neighbours([], 1)).toEqual({ at: -1, previous: null, next: null })
  })

  it('has a length, an outcome and a reason in words', () => {
    expect(secondsHeld(trade(1))).toBe(7_200)
    expect([4, -4, 0].map((pnl) => outcomeOf(trade(1, { pnl })))).toEqual(['won', 'lost', 'even'])
    expect(reasonLabel('stop_loss')).toBe('Stop loss')
    expect(reasonLabel('margin_call')).toBe('Margin call')
  })
})

describe('the CSV', () => {
  it('has a row per trade below its heading, with the names of the rules', () => {
    const rules = { entry: ['Dip'], exit: ['Back up'] }
    fc.assert(
      fc.property(pnls, (values) => {
        const [heading, ...rows] = tradeRows(made(values), rules)
        expect(rows.map((row) => row[heading?.indexOf('pnl') ?? -1])).toEqual(values)
      }),
    )
    const [heading, row] = tradeRows([trade(1, { exit_rule: null })], rules)
    const cell = (name: string) => row?.[heading?.indexOf(name) ?? -1]
    expect([cell('entry_rule'), cell('exit_rule')]).toEqual(['Dip', null])
  })
})
