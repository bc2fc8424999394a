import { describe, expect, it } from 'vitest'

import { tickOf } from './ticks'

describe('tickOf', () => {
  it('reads the price as the gateway writes it', () => {
    const data = {
      symbol: 'BTC/USDT',
      price: 64_250.5,
      change_24h_pct: -1.2,
      bid: 64_250,
      ask: null,
    }
    expect(tickOf(data, 7)).toEqual({
      last: 64_250.5,
      changePct: -1.2,
      bid: 64_250,
      ask: null,
      at: 7,
    })
  })

  it('knows no price where the message has none', () => {
    expect(tickOf({ symbol: 'BTC/USDT' }, 7)).toBeNull()
    expect(tickOf({ price: Number.NaN }, 7)).toBeNull()
  })
})
