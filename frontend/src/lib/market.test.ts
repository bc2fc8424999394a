import { describe, expect, it } from 'vitest'

import { chartHref, isImported, lengthOf, pathSymbol, quoteOf, sourceName } from './market'

it('knows how long a bar is', () => {
  expect(['1m', '3m', '4h', '1d', '1w'].map(lengthOf)).toEqual([6e4, 18e4, 14.4e6, 86.4e6, 604.8e6])
  expect([lengthOf(''), lengthOf('4x')]).toEqual([NaN, NaN])
})

describe('names of instruments', () => {
  it('go into a path with a dash', () => {
    expect(pathSymbol('BTC/USDT')).toBe('BTC-USDT')
    expect(pathSymbol('AAPL')).toBe('AAPL')
  })

  it.each([
    ['BTC/USDT', 'USDT'],
    ['BTC/USDT:USDT', 'USDT'],
    ['EUR/USD', 'USD'],
    ['AAPL', 'USD'],
    ['BTC/', 'USD'],
  ])('say what %s is paid in', (symbol, quote) => expect(quoteOf(symbol)).toBe(quote))

  it('lead to their chart', () => {
    expect(chartHref('sim', 'BTC/USDT')).toBe('/market?symbol=BTC%2FUSDT&source=sim')
    expect(chartHref('u-1-mine', 'X', '1d')).toBe('/market?symbol=X&source=u-1-mine&timeframe=1d')
  })

  it('tell files from venues', () => {
    expect([isImported('u-1b4e28ba-mine'), isImported('sim')]).toEqual([true, false])
    expect(['u-1b4e28ba-mine', 'u-mine', 'sim'].map(sourceName)).toEqual(['mine', 'u-mine', 'sim'])
  })
})
