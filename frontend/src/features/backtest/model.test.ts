import { describe, expect, it } from 'vitest'

import {
  activeWords,
  againHref,
  isFinal,
  metricOf,
  periodWords,
  secondsOf,
  STATUSES,
} from './model'

describe('a status', () => {
  it('is final for three of five', () => {
    expect(STATUSES.filter(isFinal)).toEqual(['completed', 'failed', 'cancelled'])
  })
})

describe('secondsOf', () => {
  const started_at = '2026-01-01T00:00:00Z'

  it('counts until now while it runs', () => {
    expect(secondsOf({ started_at, completed_at: null }, Date.parse(started_at) + 2_500)).toBe(2.5)
  })

  it('counts to the end of what is over', () => {
    expect(secondsOf({ started_at, completed_at: '2026-01-01T00:01:00Z' }, 0)).toBe(60)
  })

  it('knows nothing before a worker began', () => {
    expect(secondsOf({ started_at: null, completed_at: null }, 0)).toBeNull()
  })
})

it('has no metric that was not computed', () => {
  expect(metricOf({ metrics: { sharpe_ratio: null } }, 'sharpe_ratio')).toBeNull()
  expect(metricOf({ metrics: {} }, 'cagr_pct')).toBeNull()
  expect(metricOf({ metrics: { cagr_pct: 0 } }, 'cagr_pct')).toBe(0)
})

it('repeats a backtest with another period', () => {
  expect(againHref('x')).toBe('/backtests/new?from=x')
  expect(againHref('x', { start: '2024-01-01', end: '2024-02-01' })).toBe(
    '/backtests/new?from=x&start=2024-01-01&end=2024-02-01',
  )
})

it.each([
  [0, 0, 'No backtest is running'],
  [1, 0, '1 backtest is running'],
  [2, 1, '2 backtests are running, 1 waits'],
  [0, 1, '1 backtest waits'],
  [0, 3, '3 backtests wait'],
])('says that %i run and %i wait', (running, pending, words) => {
  expect(activeWords(running, pending)).toBe(words)
})

it.each([
  [null, null, 'All data'],
  ['2024-01-01', null, '2024-01-01 – last bar'],
  [null, '2024-01-01', 'first bar – 2024-01-01'],
])('says which days from %s to %s are', (start_date, end_date, words) => {
  expect(periodWords({ start_date, end_date })).toBe(words)
})
