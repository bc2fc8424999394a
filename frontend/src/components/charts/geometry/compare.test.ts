import { describe, expect, it } from 'vitest'

import { comparedRows, momentsOf, normalised, spread, valuesAt } from './compare'

const curve = { time: [10, 20, 30], value: [50, 100, 75] }

describe('normalised', () => {
  it('begins every curve with 100', () => {
    expect(normalised(curve, 50)).toEqual({ time: [10, 20, 30], value: [100, 200, 150] })
  })

  it('shows nothing of a run that began with nothing', () => {
    expect(normalised(curve, 0).time).toEqual([])
  })
})

describe('valuesAt', () => {
  it('reads the nearest point of each curve', () => {
    expect(valuesAt([curve, { time: [0, 40], value: [1, 2] }], 22)).toEqual([100, 2])
  })

  it('knows nothing before the beginning and after the end', () => {
    const empty = { time: [], value: [] }
    expect(valuesAt([curve, curve, empty], 9)).toEqual([null, null, null])
    expect(valuesAt([curve], 31)).toEqual([null])
  })
})

describe('momentsOf', () => {
  it('lists every moment once, rising', () => {
    expect(momentsOf([curve, { time: [5, 20], value: [1, 1] }])).toEqual([5, 10, 20, 30])
  })
})

describe('spread', () => {
  it('leaves labels that do not touch where they are', () => {
    expect(spread([10, 50], 14, 100)).toEqual([10, 50])
  })

  it('pushes labels apart, in the order of their lines', () => {
    expect(spread([52, 50], 14, 100)).toEqual([64, 50])
  })

  it('never leaves the plot below', () => {
    expect(spread([99, 100, 98], 14, 100)).toEqual([86, 100, 72])
  })
})

describe('the rows of a file', () => {
  it('hold every moment, empty where a run was not under way', () => {
    const items = [
      { letter: 'A', name: 'Long', curve },
      { letter: 'B', name: 'Short', curve: { time: [20], value: [7] } },
    ]
    expect(comparedRows(items, [10, 20])).toEqual([
      ['time_utc', 'A: Long', 'B: Short'],
      ['1970-01-01T00:00:00.010Z', 50, null],
      ['1970-01-01T00:00:00.020Z', 100, 7],
    ])
  })
})
