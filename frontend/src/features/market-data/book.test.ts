import { describe, expect, it } from 'vitest'

import { bookOf, deep, grouped, groupings, spreadOf } from './book'

const data = {
  bids: [
    [100, 1],
    [99, 2],
    [98, 4],
  ],
  asks: [
    [101, 0.5],
    [102, 0.5],
  ],
  timestamp: '2026-11-21T06:31:13Z',
}

describe('an order book', () => {
  it('adds up what can be traded', () => {
    const book = bookOf(data)
    expect(book.bids.map(({ total }) => total)).toEqual([1, 3, 7])
    expect(book.at).toBe(Date.parse('2026-11-21T06:31:13Z'))
  })
  it('survives what is no order', () => {
    const book = bookOf({ bids: [[1], 'x', [1, '2'], [5, 6]], asks: null })
    expect(book.bids).toEqual([{ price: 5, quantity: 6, total: 6 }])
    expect([book.asks, book.at]).toEqual([[], 0])
  })
  it('has a spread between the best orders', () => {
    expect(spreadOf(bookOf(data))).toEqual({ absolute: 1, percent: (1 / 100.5) * 100 })
    expect(spreadOf(bookOf({ bids: data.bids, asks: [] }))).toBeNull()
  })
  it('puts neighbouring prices together, away from the other side', () => {
    const fine = bookOf({
      bids: [
        [100.3, 1],
        [100.2, 2],
        [99.9, 4],
      ],
      asks: [
        [100.4, 1],
        [101, 2],
        [101.1, 4],
      ],
    })
    const { bids, asks } = grouped(fine, 1)
    expect(bids).toEqual([
      { price: 100, quantity: 3, total: 3 },
      { price: 99, quantity: 4, total: 7 },
    ])
    expect(asks).toEqual([
      { price: 101, quantity: 3, total: 3 },
      { price: 102, quantity: 4, total: 7 },
    ])
    // 100.3 / 0.1 is a little less than 1003, and still the price stays where it is.
    expect(grouped(fine, 0.1).bids.map(({ price }) => price)).toEqual([100.3, 100.2, 99.9])
    expect(grouped(fine, null)).toBe(fine)
  })
  it('is put together in tens of its tick, up to a hundredth of the price', () => {
    expect(groupings(0.01, 6_420)).toEqual([0.1, 1, 10])
    expect(groupings(0.00001, 1.1)).toEqual([0.0001, 0.001, 0.01])
    expect([groupings(null, 1), groupings(0.01, undefined)]).toEqual([[], []])
  })
  it('is shown so deep, and knows its longest bar', () => {
    const { bids, asks, most } = deep(bookOf(data), 2)
    expect([bids.length, asks.length, most]).toEqual([2, 2, 3])
    expect(deep(bookOf({}), 10).most).toBe(0)
  })
})
