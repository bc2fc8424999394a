import { describe, expect, it } from 'vitest'

import { DEFAULT_VIEWER, formatter } from '@/lib/format'

import { DEFINITIONS, KPIS, reasonWords } from './definitions'
import {
  bestShare,
  cautionsOf,
  daysOf,
  figureOf,
  monthCells,
  resultOf,
  ruleNames,
  shown,
  whyNoTrades,
  type Backtest,
} from './model'
import { configRows, logRows } from './settings-model'

const format = formatter(DEFAULT_VIEWER)

function backtest(result: Record<string, unknown> | null, given: Partial<Backtest> = {}): Backtest {
  return {
    id: '42d3ca7e-6c65-4aec-b2af-3e50ee13b989',
    strategy_id: null,
    strategy_version: 1,
    strategy_name: 'EMA cross',
    symbol: 'BTC/USDT',
    timeframe: '1h',
    start_date: '2026-01-01',
    end_date: '2026-02-01',
    status: 'completed',
    progress_pct: 100,
    config: { commission_pct: 0.1, slippage_pct: 0.05, initial_capital: 10_000, lot_step: 0 },
    metrics: {},
    error: null,
    created_at: '2026-03-01T10:00:00Z',
    started_at: '2026-03-01T10:00:02Z',
    completed_at: '2026-03-01T10:00:12Z',
    queue_position: null,
    attempts: 1,
    result,
    strategy: {},
    artefacts: [],
    ...given,
  }
}

const FULL = {
  source: 'sim',
  engine: 'both',
  period: { start: '2026-01-01T00:00:00Z', end: '2026-02-01T00:00:00Z', warm_up_bars: 55 },
  undefined: { cagr_pct: 'too_short' },
  sample_sizes: { total_return_pct: 744 },
  total_return_pct: -3.5,
  net_profit: 100,
  cagr_pct: null,
  total_trades: 52,
  expectancy: 1.25,
  sharpe_ratio: 0.5,
  avg_trade_duration_seconds: 3_600,
  monthly_returns: [
    { period: '2026-01', return: -0.035 },
    { period: '2026-02', return: null },
  ],
  warnings: [
    { code: 'close_marked', message: 'Marked.' },
    { code: 'few_trades', message: 'Few.' },
    { code: 'bankrupt', message: 'Gone.' },
  ],
  timing: { engine_seconds: 0.003, total_seconds: 9.8 },
}

function full(more: Record<string, unknown> = {}) {
  const result = resultOf(backtest({ ...FULL, ...more }))
  if (result === null) throw new Error('no result')
  return result
}

describe('a result', () => {
  it('is read whatever an older run lacks', () => {
    const empty = resultOf(backtest({}))
    expect(empty).not.toBeNull()
    expect(empty?.warnings).toEqual([])
    expect(empty?.proof).toBeNull()
    expect(empty?.conflicting_entries).toBe(0)
    expect(resultOf(backtest({ warnings: 'x', proof: 3, period: [] }))?.warnings).toEqual([])
    expect(resultOf(backtest(null))).toBeNull()
  })

  it('has figures, or the reason why not', () => {
    expect(figureOf(full(), 'total_return_pct')).toEqual({ value: -3.5, reason: null, sample: 744 })
    expect(figureOf(full(), 'cagr_pct')).toEqual({ value: null, reason: 'too_short', sample: null })
    expect(reasonWords('too_short')).toBe('The period is shorter than 90 days.')
    expect(reasonWords('odd_thing')).toBe('Not defined (odd thing).')
    expect(reasonWords(null)).toContain('did not record')
  })

  it('has its months in percent, without those that have no bars', () => {
    expect(monthCells(full())).toEqual([{ year: 2026, month: 1, return_pct: -3.5000000000000004 }])
  })
})

describe('the catalogue of figures', () => {
  it('defines each once, in words and as a formula', () => {
    expect(new Set(DEFINITIONS.map(({ name }) => name)).size).toBe(DEFINITIONS.length)
    expect(DEFINITIONS.every(({ words, formula }) => words && formula)).toBe(true)
    expect(KPIS).toHaveLength(8)
  })

  it.each([
    ['total_return_pct', '-3.50\u00a0%'],
    ['net_profit', '+100.00\u00a0USDT'],
    ['total_trades', '52'],
    ['sharpe_ratio', '0.50'],
    ['avg_trade_duration_seconds', '1h'],
    ['cagr_pct', '–'],
  ])('shows %s as people read it', (name, words) => {
    const definition = DEFINITIONS.find((each) => each.name === name)
    if (definition === undefined) throw new Error(name)
    expect(shown(definition, figureOf(full(), name), format, 'USDT')).toBe(words)
  })
})

describe('the market', () => {
  it('closes its last day with the last bar', () => {
    const days = daysOf(backtest(FULL), full())
    expect(days.first.slice(0, 10)).toBe('2026-01-01')
    expect(days.last.slice(0, 10)).toBe('2026-01-31')
    const open = backtest(null, { start_date: null, end_date: null })
    expect(daysOf(open, null)).toEqual({ first: '', last: '' })
  })
})

describe('rules', () => {
  it('are called by name, by id or by place', () => {
    const entry_rules = [{ name: 'Dip' }, { rule_id: 'r-1' }, { name: '' }]
    expect(ruleNames({ entry_rules, exit_rules: 'x' })).toEqual({
      entry: ['Dip', 'r-1', 'Entry rule 3'],
      exit: [],
    })
  })
})

describe('cautions', () => {
  const said = (more: Record<string, unknown>, pnls: number[] | null, config = {}) => {
    const run = backtest({ ...FULL, ...more })
    run.config = { ...run.config, ...config }
    return cautionsOf(run, full(more), pnls, format, 'USDT')
  }

  it('come the gravest first', () => {
    expect(said({}, null).map(({ code }) => code)).toEqual([
      'bankrupt',
      'few_trades',
      'close_marked',
    ])
  })

  it('name a profit that one trade or the open position made', () => {
    const open = { side: 'long', entry_time: '', entry_price: 1, quantity: 1 }
    const codes = (more: Record<string, unknown>, pnls: number[]) =>
      said(more, pnls).map(({ code }) => code)
    expect(codes({ open_position: { ...open, unrealized_pnl: 150 } }, [])).toContain(
      'profit_is_open',
    )
    expect(codes({ open_position: { ...open, unrealized_pnl: 50 } }, [])).not.toContain(
      'profit_is_open',
    )
    expect(codes({}, [80, 40, -20])).toContain('one_trade')
    expect(codes({}, [30, 40, 30])).not.toContain('one_trade')
    expect(said({}, [], { slippage_pct: 0 }).map(({ code }) => code)).toContain('no_slippage')
  })

  it('put a failed proof and engines that disagree before all else', () => {
    const failed = {
      proof: { passed: false, cuts: [], first_difference: 'a fill' },
      parity: { agrees: false, differences: ['x'] },
    }
    expect(
      said(failed, null)
        .slice(0, 2)
        .map(({ code }) => code),
    ).toEqual(['look_ahead', 'engines_differ'])
  })

  it('know the share of the best trade only of a profit', () => {
    expect(bestShare([80, 20])).toBe(80)
    expect(bestShare([-80, 20])).toBeNull()
    expect(bestShare([80])).toBeNull()
  })
})

describe('a run without trades', () => {
  it('says what it recorded, else what is likely', () => {
    expect(whyNoTrades(full({ bars: 5_000 }))[0]).toContain('never true')
    const why = whyNoTrades(
      full({
        bars: 20,
        refused: { total: 3, by_reason: { insufficient_cash: 3 } },
        conflicting_entries: 2,
        pending: [{ order: 'entry_long' }],
        halted_at: '2026-01-02T00:00:00Z',
        open_position: {
          side: 'long',
          entry_time: '',
          entry_price: 1,
          quantity: 1,
          unrealized_pnl: 1,
        },
      }),
    )
    expect(why).toHaveLength(6)
    expect(why).toContain('3 entries were refused: insufficient cash.')
  })
})

describe('settings and log', () => {
  it('say every setting and every time in words', () => {
    const rows = configRows(backtest(FULL), full(), format, 'USDT')
    const value = (name: string) => rows.find((row) => row.name === name)?.value
    expect(value('Commission')).toBe('0.100\u00a0%')
    expect(value('Engine')).toBe('Both; each checks the other')
    expect(value('Lot step')).toBe('none')
    expect(value('Smallest fee')).toBe('–')
    const log = logRows(backtest(FULL), full({ halted_at: '2026-01-02T00:00:00Z' }), format)
    expect(log.find(({ name }) => name === 'Started')?.note).toBe('after 2s in the queue')
    expect(log.some(({ name }) => name.startsWith('Drawdown limit'))).toBe(true)
  })
})
