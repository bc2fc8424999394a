import { describe, expect, it } from 'vitest'

import { heldFor, type Series } from './data-held'

const series = (timeframe: Series['timeframe'], first: string, bars: number, source = 'sim') =>
  ({
    source,
    symbol: 'BTC/USDT',
    timeframe,
    calendar: '24/7',
    is_own: false,
    first,
    last: '2026-01-01T00:00:00Z',
    bars,
    gaps: { count: 1, missing_bars: 7, longest_seconds: 60 },
  }) satisfies Series

const STORED = [
  series('1m', '2025-10-01T00:00:00Z', 129_600),
  series('1h', '2025-01-01T00:00:00Z', 8_760),
  series('1d', '2024-01-01T00:00:00Z', 730),
  series('1h', '2020-01-01T00:00:00Z', 50_000, 'file'),
]
const wanted = { symbol: 'BTC/USDT', timeframe: '4h', venue: 'sim' }

describe('what is stored for a strategy', () => {
  it('is the series that reaches furthest back and fills its bars', () => {
    expect(heldFor(STORED, wanted)).toMatchObject({ source: 'sim', stored: '1h', bars: 2_190 })
    expect(heldFor(STORED, { ...wanted, venue: '' })).toMatchObject({ source: 'file' })
    expect(heldFor(STORED, { ...wanted, timeframe: '1d' })).toMatchObject({ stored: '1d' })
    expect(heldFor(STORED, { ...wanted, timeframe: '5m' })).toMatchObject({ bars: 25_920 })
  })
  it('is nothing for another market, or bars shorter than the stored ones', () => {
    expect(heldFor(STORED, { ...wanted, symbol: 'ETH/USDT' })).toBeNull()
    expect(heldFor(STORED.slice(1), { ...wanted, timeframe: '15m' })).toBeNull()
    expect(heldFor(STORED, { ...wanted, timeframe: '' })).toBeNull()
  })
})
