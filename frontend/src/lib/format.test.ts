import { describe, expect, it } from 'vitest'

import { decimalsOf, directionOf, formatter, UNKNOWN } from './format'

const british = formatter({ locale: 'en-GB', timezone: 'Europe/Paris', baseCurrency: 'USDT' })
const german = formatter({ locale: 'de-DE', timezone: 'America/New_York', baseCurrency: 'EUR' })
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ')

describe('money', () => {
  it.each([
    ['1234.5', '1,234.50 USDT'],
    ['-0.005', '-0.01 USDT'],
    ['12345678901234567890.12', '12,345,678,901,234,567,890.12 USDT'],
    [0, '0.00 USDT'],
  ])('writes %s as %s', (value, shown) => {
    expect(plain(british.money(value))).toBe(shown)
  })

  it('writes an ISO currency in its own style', () => {
    expect(plain(german.money('1204.1'))).toBe('1.204,10 €')
  })

  it('signs a change and never a zero', () => {
    expect(plain(british.money('5', { signed: true }))).toBe('+5.00 USDT')
    expect(plain(british.money(0, { signed: true }))).toBe('0.00 USDT')
  })

  it.each([null, undefined, '', Number.NaN, Infinity, 'abc', '1e9', '0x10'])(
    'shows a dash for %s',
    (value) => {
      expect(british.money(value)).toBe(UNKNOWN)
    },
  )
})

describe('price', () => {
  it.each([
    [64_123.456, 0.01, '64,123.46'],
    [1.234567, 0.00001, '1.23457'],
    [100, 1, '100'],
    [0.00000123, null, '0.00000123'],
    [1.5, null, '1.50'],
    [1.23456, null, '1.23456'],
  ])('writes %s in ticks of %s as %s', (value, tick, shown) => {
    expect(british.price(value, tick)).toBe(shown)
  })

  it.each([
    [0.01, 2],
    [0.5, 1],
    [5, 0],
    [0.00001, 5],
    [0, 8],
  ])('a step of %s has %s decimals', (step, digits) => {
    expect(decimalsOf(step)).toBe(digits)
  })
})

describe('percent, ratio, quantity', () => {
  it('is percent already', () => {
    expect(plain(british.percent(1.5))).toBe('1.50 %')
    expect(plain(british.percent(-12.345, { signed: true }))).toBe('-12.35 %')
    expect(plain(british.percent(12, { signed: true, digits: 0 }))).toBe('+12 %')
    expect(plain(british.percent(0, { signed: true }))).toBe('0.00 %')
    expect(plain(british.percent(-0.001))).toBe('0.00 %')
    expect(british.percent(null)).toBe(UNKNOWN)
  })

  it('keeps eight decimals of a quantity and no more', () => {
    expect(british.quantity('0.123456789')).toBe('0.12345679')
    expect(british.ratio(1.005)).toBe('1.01')
    expect(british.integer(12_345.6)).toBe('12,346')
    expect(british.compact(1_250_000)).toMatch(/^1\.3m$/i)
  })
})

describe('time', () => {
  const moment = '2024-03-31T00:30:00Z'

  it('is shown in the zone of the user', () => {
    expect(british.dateTime(moment)).toBe('31 Mar 2024, 01:30')
    expect(german.dateTime(moment)).toMatch(/30\..*2024, 20:30/)
    expect(british.time(moment, { seconds: true })).toBe('01:30:00')
    expect(british.date(Date.parse(moment))).toBe('31 Mar 2024')
  })

  it('says at an axis as much as its steps need', () => {
    const moment = '2024-03-31T22:30:00Z'
    expect(british.utcTick(moment, 'month')).toBe('Mar 2024')
    expect(british.utcTick(moment, 'day')).toBe('31 Mar')
    expect(british.utcTick(moment, 'minute')).toBe('22:30')
  })

  it('leaves a UTC day where it is', () => {
    expect(german.utcDay('2024-03-31')).toMatch(/^31\./)
  })

  it('is relative below a day only', () => {
    const now = Date.parse('2024-03-31T12:00:00Z')
    expect(british.ago(now - 180_000, now)).toBe('3 minutes ago')
    expect(british.ago(now - 1_000, now)).toBe('1 second ago')
    expect(british.ago(now - 3 * 86_400_000, now)).toBe('28 Mar 2024')
    expect(british.ago('nonsense', now)).toBe(UNKNOWN)
  })

  it.each([
    [null, UNKNOWN],
    [0.25, '250ms'],
    [59, '59s'],
    [61, '1m 1s'],
    [7_200, '2h'],
    [90_061, '1d 1h'],
  ])('a duration of %s s reads %s', (value, shown) => {
    expect(british.duration(value)).toBe(shown)
  })
})

describe('direction', () => {
  it.each([
    [1, 1],
    ['-0.5', -1],
    [0, 0],
    [null, 0],
    [Number.NaN, 0],
  ])('of %s is %s', (value, sign) => {
    expect(directionOf(value)).toBe(sign)
  })
})
