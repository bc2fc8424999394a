import { describe, expect, it } from 'vitest'

import { bestOf, linesOf, settingsOf, valueOf } from './compare'
import type { Compared } from './model'
import { compareHref, idsOf, nextSort, toggled } from './selection'

function run(given: Partial<Compared['backtest']> = {}, config = {}): Compared {
  return {
    backtest: {
      id: 'a',
      strategy_id: 's',
      strategy_version: 1,
      strategy_name: 'Dip',
      symbol: 'BTC/USDT',
      timeframe: '1h',
      start_date: '2024-01-01',
      end_date: '2024-02-01',
      status: 'completed',
      progress_pct: 100,
      config: {
        engine: 'fast',
        commission_pct: 0.1,
        lot_step: 1e-8,
        close_at_end: false,
        ...config,
      },
      metrics: {},
      error: null,
      created_at: '',
      started_at: null,
      completed_at: null,
      ...given,
    },
    result: { total_return_pct: 5, proof: {} },
    equity: {
      time: [1, 2],
      equity: [5_000, 7_500],
      drawdown_pct: [0, 0],
      initial_capital: 5_000,
      bars: 2,
    },
  }
}

describe('bestOf', () => {
  it('finds the best end of a measure', () => {
    expect(bestOf([1, 3, null, 2], 'high')).toEqual([false, true, false, false])
    expect(bestOf([1, 3, 1], 'low')).toEqual([true, false, true])
  })

  it('has none among equals, alone, or where no end is better', () => {
    expect(bestOf([2, 2], 'high')).toEqual([false, false])
    expect(bestOf([2, null], 'high')).toEqual([false, false])
    expect(bestOf([1, 2], null)).toEqual([false, false])
  })
})

it('takes at most four runs from the address, each once', () => {
  const ids = Array.from({ length: 5 }, (_, n) => `00000000-0000-0000-0000-00000000000${n}`)
  expect(idsOf([...ids, 'x'].join(','))).toEqual(ids.slice(0, 4))
  expect(idsOf(`${ids[0]},${ids[0]}`)).toEqual([ids[0]])
  expect(idsOf('')).toEqual([])
})

it('reads only numbers out of a result', () => {
  expect(valueOf(run(), 'total_return_pct')).toBe(5)
  expect(valueOf(run(), 'proof')).toBeNull()
  expect(valueOf(run(), 'nothing')).toBeNull()
})

it('puts the settings that differ first', () => {
  const settings = settingsOf([run(), run({ strategy_version: null }, { commission_pct: 0.2 })])
  expect(settings.filter(({ differs }) => differs)).toEqual([
    { label: 'Version', values: ['1', '–'], differs: true },
    { label: 'Fee, %', values: ['0.1', '0.2'], differs: true },
  ])
  expect(settings.slice(0, 2).every(({ differs }) => differs)).toBe(true)
  expect(settings.find(({ label }) => label === 'Lot step')?.values[0]).toBe('0.00000001')
  expect(settings.find(({ label }) => label === 'Engine')?.values[0]).toBe('Compiled')
})

it('begins every line with 100', () => {
  const [line] = linesOf([run()])
  expect(line).toMatchObject({ letter: 'A', curve: { time: [1, 2], value: [100, 150] } })
  expect(line?.name).toBe('Dip, BTC/USDT 1h, 2024-01-01 – 2024-02-01')
})

describe('the selection', () => {
  it('takes in and out, and no fifth', () => {
    expect(toggled(['a'], 'b')).toEqual(['a', 'b'])
    expect(toggled(['a', 'b'], 'a')).toEqual(['b'])
    expect(toggled(['a', 'b', 'c', 'd'], 'e')).toEqual(['a', 'b', 'c', 'd'])
    expect(compareHref(['a', 'b'])).toBe('/backtests/compare?ids=a,b')
  })

  it('sorts figures from high to low first, words from a to z', () => {
    expect(nextSort('-created_at', 'sharpe_ratio', false)).toBe('-sharpe_ratio')
    expect(nextSort('-sharpe_ratio', 'sharpe_ratio', false)).toBe('sharpe_ratio')
    expect(nextSort('sharpe_ratio', 'sharpe_ratio', false)).toBe('-created_at')
    expect(nextSort('-created_at', 'strategy_name', true)).toBe('strategy_name')
  })
})
