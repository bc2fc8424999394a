import { describe, expect, it } from 'vitest'

import { equityData, equityRows, partOfData } from './equity-data'

describe('the curve', () => {
  const curve = {
    time: [1, 2],
    equity: [10, 9],
    drawdown_pct: [0, -10],
    initial_capital: 10,
    bars: 2,
  }

  it('has its benchmark when it fits', () => {
    expect(equityData({ ...curve, benchmark: [10, 11] }).benchmark?.value).toEqual([10, 11])
    expect(equityData({ ...curve, benchmark: [10] }).benchmark).toBeNull()
    expect(equityData(curve).benchmark).toBeNull()
  })

  it('falls below zero, whichever sign the depth has', () => {
    expect(equityData({ ...curve, drawdown_pct: [0, 10] }).drawdown.value).toEqual([-0, -10])
  })

  it('is cut with all that belongs to it', () => {
    const part = partOfData(equityData({ ...curve, time: [1, 2], benchmark: [10, 11] }), {
      from: 2,
      to: 9,
    })
    expect([part.equity.time, part.drawdown.time, part.benchmark?.value]).toEqual([[2], [2], [11]])
  })

  it('is a row per point in a file', () => {
    const rows = equityRows(equityData({ ...curve, benchmark: [10, 11] }))
    expect(rows[0]).toEqual(['time_utc', 'equity', 'drawdown_pct', 'buy_and_hold'])
    expect(rows).toHaveLength(3)
    expect(rows[2]?.slice(0, 2)).toEqual(['1970-01-01T00:00:00.002Z', curve.equity[1]])
    expect(equityRows(equityData(curve))[1]).toHaveLength(3)
  })
})
