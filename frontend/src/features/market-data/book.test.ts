import { describe, expect, it } from 'vitest'

import { bookOf, deep, spreadOf } from './book'

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
  it('is shown so deep, and knows its longest bar', () => {
    const { bids, asks, most } = deep(bookOf(data), 2)
    expect([bids.length, asks.length, most]).toEqual([2, 2, 3])
    expect(deep(bookOf({}), 10).most).toBe(0)
  })
})
