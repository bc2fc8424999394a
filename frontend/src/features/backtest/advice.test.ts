import { describe, expect, it } from 'vitest'

import { adviceOf } from './advice'
import type { Job } from './model'
import type { Series } from './period'

const STORED: Series = {
  source: 'sim',
  symbol: 'BTC/USDT',
  timeframe: '1h',
  calendar: '24/7',
  is_own: false,
  first: '2025-01-01T00:00:00Z',
  last: '2025-12-31T23:00:00Z',
  bars: 8_760,
  gaps: { count: 0, missing_bars: 0, longest_seconds: 0 },
}

function ended(code: number | null, given: Partial<Job> = {}) {
  return {
    id: 'b',
    strategy_id: 's',
    symbol: 'BTC/USDT',
    timeframe: '1h',
    start_date: '2025-01-01',
    end_date: '2025-01-11',
    config: { source: 'sim' },
    error: code === null ? null : { code, code_name: 'X', title: 'X', detail: 'x' },
    ...given,
  }
}

describe('adviceOf', () => {
  it.each([3001, 5003])('gives what is stored where bars are missing (%i)', (code) => {
    const advice = adviceOf(ended(code), [STORED])
    expect(advice.href).toBe('/backtests/new?from=b&start=2025-01-01&end=2026-01-01')
    expect(advice.change).toContain('2025-01-01 to 2026-01-01')
  })

  it('has no period to give where nothing is stored', () => {
    const advice = adviceOf(ended(5003), [])
    expect(advice.change).toContain('No bars of BTC/USDT')
    expect(advice.href).toBe('/backtests/new?from=b')
  })

  it.each([3002, 3004])('gives the later half of what took too much (%i)', (code) => {
    expect(adviceOf(ended(code), []).href).toBe(
      '/backtests/new?from=b&start=2025-01-06&end=2025-01-11',
    )
  })

  it('halves what is stored where the period was open', () => {
    const open = ended(3002, { start_date: null, end_date: null })
    expect(adviceOf(open, [STORED]).href).toContain('start=2025-07-03&end=2026-01-01')
    expect(adviceOf(open, []).change).toContain('larger timeframe')
  })

  it.each([2002, 5001])('leads to the strategy that has to change (%i)', (code) => {
    expect(adviceOf(ended(code), []).href).toBe('/strategies/s')
    expect(adviceOf(ended(code, { strategy_id: null }), []).href).toBe('/strategies')
  })

  it('runs again what was cancelled, and what failed without a known reason', () => {
    expect(adviceOf(ended(3003), []).action).toBe('Run it again')
    expect(adviceOf(ended(9000), []).href).toBe('/backtests/new?from=b')
    expect(adviceOf(ended(null), []).href).toBe('/backtests/new?from=b')
  })
})
