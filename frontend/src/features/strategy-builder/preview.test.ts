import { describe, expect, it } from 'vitest'
import type { JsonObject } from './json'
import { firedIn, linesOf, markersOf, rulesOnly, type Signal } from './preview'
import { hasExit, positionValue, riskExample, sizeExample } from './risk'
import { KNOWN } from './catalogue-sample'

describe('preview', () => {
  const at = (hour: number, intent: Signal['intent']): Signal => ({
    time: `2024-01-01T${String(hour).padStart(2, '0')}:00:00Z`,
    intent,
    rule: 'r',
  })

  it('marks only what changes the position', () => {
    const signals = [
      at(0, 'exit_long'),
      at(1, 'entry_long'),
      at(2, 'entry_long'),
      at(3, 'exit_long'),
      at(4, 'exit_long'),
      at(5, 'entry_short'),
      at(6, 'exit_short'),
    ]
    expect(markersOf(signals).map(({ text }) => text)).toEqual(['B', 'S', 'S', 'B'])
    expect(firedIn(signals, Date.parse('2024-01-01T02:00:00Z'))).toEqual({ entries: 2, exits: 3 })
  })

  it('asks for each indicator once and names what it cannot draw', () => {
    const call = (extra: object) => ({ indicator: 'RSI', ...extra })
    const document = {
      timeframe: '1h',
      entry_rules: [
        {
          left: call({ params: { period: 7 } }),
          right: call({ params: { period: 7 }, offset: 1 }),
        },
        { left: call({ timeframe: '4h' }), right: { indicator: 'SMA', source: { price: 'hl2' } } },
        { left: { indicator: 'SMA', source: { indicator: 'RSI' } } },
      ],
    }
    const { lines, left } = linesOf(document as JsonObject, KNOWN)
    expect(lines.map(({ asked }) => asked)).toEqual(['RSI(period=7)', 'SMA(source=hl2)', 'RSI'])
    expect(left).toEqual(['RSI(14)@4h', 'SMA(RSI(14), 30)'])
  })

  it('does not depend on words or risk', () => {
    const one = rulesOnly({ name: 'a', symbol: 'X', risk_management: { stop_loss_pct: 1 } })
    expect(one).toEqual(rulesOnly({ name: 'b', symbol: 'X', description: 'c' }))
  })
})

describe('risk', () => {
  const money = (amount: number) => amount.toFixed(0)

  it.each([
    [{}, 1_000],
    [{ size: { mode: 'percent_equity', value: 50 } }, 5_000],
    [
      {
        size: { mode: 'percent_equity', value: 50 },
        risk_management: { max_position_size_pct: 20 },
      },
      2_000,
    ],
    [{ size: { mode: 'fixed_amount', value: 700 } }, 700],
    [
      {
        size: { mode: 'risk_per_trade_pct', value: 1 },
        risk_management: { stop_loss_pct: 4, trailing_stop_pct: 2 },
      },
      5_000,
    ],
    [{ size: { mode: 'risk_per_trade_pct', value: 1 } }, null],
    [{ size: { mode: 'fixed_quantity', value: 1 } }, null],
    [{ size: { mode: 'percent_equity', value: 'abc' } }, null],
  ])('works out what %j buys', (head, value) => {
    expect(positionValue(head)).toBe(value)
  })

  it('knows whether anything ever ends a trade', () => {
    expect(hasExit({ exit_rules: [], risk_management: { max_drawdown_pct: 20 } })).toBe(false)
    expect(hasExit({ exit_rules: ['saved'] })).toBe(true)
    expect(hasExit({ reverse: true, exit_rules: [] })).toBe(true)
    for (const name of [
      'stop_loss_pct',
      'take_profit_pct',
      'trailing_stop_pct',
      'max_bars_in_trade',
    ])
      expect(hasExit({ risk_management: { [name]: 5 } })).toBe(true)
  })

  it('gives examples in money', () => {
    const head = {
      size: { mode: 'percent_equity', value: 50 },
      risk_management: { stop_loss_pct: 4, max_drawdown_pct: 30, trailing_stop_pct: 10 },
    }
    expect(riskExample('stop_loss_pct', head, money)).toContain('5000 loses about 200')
    expect(riskExample('max_drawdown_pct', head, money)).toContain('7000')
    expect(riskExample('trailing_stop_pct', head, money)).toContain('99.00')
    expect(riskExample('take_profit_pct', head, money)).toBeNull()
    expect(sizeExample(head, money)).toBe('With 10000 an entry buys about 5000.')
  })
})
