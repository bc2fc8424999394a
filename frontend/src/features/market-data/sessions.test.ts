import { describe, expect, it } from 'vitest'

import { isOpenAt, newYorkTime, opensAt, sessionDay } from './sessions'

const at = (text: string) => Date.parse(`${text}Z`)

describe('New York', () => {
  it.each([
    ['2026-01-15T15:00:00', '2026-01-15T10:00:00'],
    ['2026-07-15T15:00:00', '2026-07-15T11:00:00'],
    // The clocks went forward at 07:00 UTC.
    ['2026-03-08T06:59:59', '2026-03-08T01:59:59'],
    ['2026-03-08T07:00:00', '2026-03-08T03:00:00'],
  ])('at %s shows %s', (utc, local) => expect(newYorkTime(at(utc))).toBe(at(local)))
})

describe('regular hours', () => {
  it.each([
    ['24/7', '2026-11-21T12:00:00', true],
    ['us_stock', '2026-11-20T14:29:59', false],
    ['us_stock', '2026-11-20T14:30:00', true],
    ['us_stock', '2026-11-20T20:59:59', true],
    ['us_stock', '2026-11-20T21:00:00', false],
    ['us_stock', '2026-11-21T16:00:00', false],
    ['forex', '2026-11-20T21:59:59', true],
    ['forex', '2026-11-20T22:00:00', false],
    ['forex', '2026-11-21T12:00:00', false],
    ['forex', '2026-11-22T21:59:59', false],
    ['forex', '2026-11-22T22:00:00', true],
    ['forex', '2026-11-18T03:00:00', true],
  ] as const)('%s at %s: %s', (calendar, time, isOpen) =>
    expect(isOpenAt(calendar, at(time))).toBe(isOpen),
  )

  it('say when a shut market opens', () => {
    expect(opensAt('us_stock', at('2026-11-21T06:31:00'))).toBe(at('2026-11-23T14:30:00'))
    expect(opensAt('forex', at('2026-11-21T06:31:00'))).toBe(at('2026-11-22T22:00:00'))
    expect(opensAt('24/7', at('2026-11-21T06:31:00'))).toBeNull()
  })
})

describe('the day of a session', () => {
  it.each([
    ['24/7', '2026-11-21T23:59:00', '2026-11-21T00:00:00'],
    ['us_stock', '2026-11-21T00:30:00', '2026-11-20T00:00:00'],
    ['forex', '2026-11-19T22:30:00', '2026-11-20T00:00:00'],
    // Friday evening and Sunday night belong to Monday.
    ['forex', '2026-11-20T22:30:00', '2026-11-23T00:00:00'],
    ['forex', '2026-11-22T22:30:00', '2026-11-23T00:00:00'],
    ['forex', '2026-11-22T12:00:00', '2026-11-23T00:00:00'],
  ] as const)('%s at %s is %s', (calendar, time, day) =>
    expect(sessionDay(calendar, at(time))).toBe(at(day)),
  )
})
