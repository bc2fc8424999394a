import { describe, expect, it } from 'vitest'

import { callOf, faultOf, labelOf, overlaysOf, panesOf, parametersOf, textOf } from './indicators'

const parameter = {
  name: 'period',
  kind: 'int' as const,
  initial: '14',
  minimum: 2,
  maximum: 200,
  choices: [],
  description: 'Bars',
}
const series = (
  indicator: string,
  pane: 'overlay' | 'pane',
  outputs: Record<string, (number | null)[]>,
) => ({
  indicator,
  title: indicator,
  params: { period: 14, kind: 'sma', down: 0 },
  source: 'close',
  pane,
  outputs,
})
const page = (items: ReturnType<typeof series>[]) => ({
  source: 'sim',
  symbol: 'X',
  timeframe: '1h' as const,
  stored_timeframe: '1h' as const,
  history: 0,
  time: [],
  items,
  next_cursor: null,
})

describe('a call', () => {
  it.each([
    ['RSI', { name: 'RSI', values: {} }],
    ['SMA(period=50)', { name: 'SMA', values: { period: '50' } }],
    [
      ' BBANDS( period=20, deviations=2.5 ) ',
      { name: 'BBANDS', values: { period: '20', deviations: '2.5' } },
    ],
  ])('is read from %s', (text, call) => expect(callOf(text)).toEqual(call))
  it.each(['', '5', 'SMA(', 'a b', 'SMA(1)(2)'])('is not read from “%s”', (text) =>
    expect(callOf(text)).toBeNull(),
  )
  it('is written as it is read', () => {
    expect(textOf({ name: 'RSI', values: {} })).toBe('RSI')
    expect(textOf({ name: 'MACD', values: { fast: '3', slow: ' ', signal: ' 9' } })).toBe(
      'MACD(fast=3, signal=9)',
    )
  })
})

describe('a parameter', () => {
  it('is read from the catalogue, whatever is missing', () => {
    expect(
      parametersOf({
        parameters: [{ name: 'n', kind: 'int', default: 5, minimum: 1, choices: ['a'] }],
      }),
    ).toEqual([
      {
        name: 'n',
        kind: 'int',
        initial: '5',
        minimum: 1,
        maximum: null,
        choices: ['a'],
        description: 'n',
      },
    ])
  })
  it.each([
    ['14', null],
    ['2,0', null],
    ['x', 'Must be a number'],
    ['', 'Must be a number'],
    ['2.5', 'Must be a whole number'],
    ['1', 'Must be at least 2'],
    ['201', 'Must be at most 200'],
  ])('judges “%s”', (value, fault) => expect(faultOf(parameter, value)).toBe(fault))
  it('takes any of its choices', () =>
    expect(faultOf({ ...parameter, kind: 'choice' }, 'ema')).toBeNull())
})

describe('lines', () => {
  const older = page([
    series('SMA', 'overlay', { value: [null, 1] }),
    series('RSI', 'pane', { value: [40, 50] }),
  ])
  const newer = page([
    series('SMA', 'overlay', { value: [2] }),
    series('RSI', 'pane', { value: [60] }),
  ])
  it('join pages, oldest first', () => {
    const [sma, rsi] = overlaysOf([older, newer], [2, 1], ['a', 'b'])
    expect(sma).toMatchObject({ label: 'SMA 14', values: [null, 1, 2], pane: 0, colour: 'a' })
    expect(rsi).toMatchObject({ values: [40, 50, 60], pane: 1, colour: 'b' })
  })
  it('are blank where a page has not come yet', () =>
    expect(overlaysOf([undefined, newer], [2, 1], ['a'])[0]?.values).toEqual([null, null, 2]))
  it('are none before the first page', () =>
    expect(overlaysOf([undefined], [2], ['a'])).toEqual([]))
  it('tell the outputs of a pane apart, and keep bands in one colour', () => {
    const all = overlaysOf(
      [
        page([
          series('BBANDS', 'overlay', { upper: [1], lower: [0] }),
          series('MACD', 'pane', { macd: [1], histogram: [0] }),
          series('SUPERTREND', 'overlay', { value: [1], direction: [1] }),
        ]),
      ],
      [1],
      ['a', 'b', 'c', 'd'],
    )
    expect(all.map(({ label }) => label)).toEqual([
      'BBANDS 14 upper',
      'BBANDS 14 lower',
      'MACD 14 macd',
      'MACD 14 histogram',
      'SUPERTREND 14',
    ])
    expect(all.map(({ colour }) => colour)).toEqual(['a', 'a', 'b', 'c', 'd'])
    expect(all.map(({ style }) => style)).toEqual([
      undefined,
      undefined,
      undefined,
      'bars',
      undefined,
    ])
    expect([panesOf(all), panesOf([])]).toEqual([1, 0])
  })
  it('say another price than the close', () =>
    expect(labelOf({ ...series('SMA', 'overlay', {}), source: 'hl2' })).toBe('SMA 14 hl2'))
})
