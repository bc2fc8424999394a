import { expect, it } from 'vitest'

import { currencyChoices, localeChoices, offsetOf, zones } from './places'

const JULY = new Date('2026-07-01T12:00:00Z')

it('knows the zones, and keeps one that it does not know', () => {
  expect(zones()[0]).toBe('UTC')
  expect(zones()).toContain('Europe/Paris')
  expect(new Set(zones('Old/Zone')).size).toBe(zones('Old/Zone').length)
  expect(zones('Old/Zone')).toContain('Old/Zone')
})

it.each([
  ['Europe/Paris', 'UTC+02:00'],
  ['America/New_York', 'UTC-04:00'],
  ['Asia/Kolkata', 'UTC+05:30'],
  ['UTC', 'UTC+00:00'],
  ['No/Zone', ''],
])('knows how far %s is from UTC', (zone, offset) => expect(offsetOf(zone, JULY)).toBe(offset))

it('names the locales', () => {
  const choices = localeChoices('en')
  expect(choices.find(({ value }) => value === 'fr-FR')?.label).toBe('French (France)')
  expect(choices.find(({ value }) => value === 'en')?.label).toBe('English')
  expect(localeChoices('de-DE')).toHaveLength(choices.length - 1)
  expect(localeChoices('x')).toContainEqual({ value: 'x', label: 'x' })
})

it('keeps a currency that it does not offer', () => {
  expect(currencyChoices('SEK')[0]).toBe('SEK')
  expect(currencyChoices('EUR')).toEqual(currencyChoices())
})
