import { describe, expect, it } from 'vitest'

import { formatter } from '@/lib/format'

import {
  changesOf,
  DEFAULT_APPEARANCE,
  formOf,
  isSame,
  previewOf,
  storedAppearance,
  type Me,
} from './model'
import { passwordChange, profile } from './schemas'

const me: Me = {
  id: '1',
  email: 'ada@example.com',
  first_name: null,
  last_name: 'Lovelace',
  timezone: 'Europe/Paris',
  locale: 'fr-FR',
  base_currency: 'EUR',
  preferences: {},
  is_verified: true,
  is_admin: false,
  created_at: '2026-01-01T00:00:00Z',
  last_login_at: null,
}

describe('the profile', () => {
  it('goes into the form and back', () => {
    expect(changesOf(formOf(me))).toEqual({
      first_name: null,
      last_name: 'Lovelace',
      timezone: 'Europe/Paris',
      locale: 'fr-FR',
      base_currency: 'EUR',
    })
  })

  it.each([
    [{ first_name: 'x'.repeat(101) }, false],
    [{ locale: 'not a locale' }, false],
    [{ base_currency: 'eur' }, false],
    [{ timezone: '' }, false],
    [{ first_name: ' Ada ' }, true],
  ])('is judged: %o', (change, isGood) => {
    expect(profile.safeParse({ ...formOf(me), ...change }).success).toBe(isGood)
  })

  it('is shown as it will look', () => {
    const format = formatter({ locale: 'fr-FR', timezone: 'Europe/Paris', baseCurrency: 'EUR' })
    const lines = previewOf(format, Date.parse('2026-07-01T12:00:00Z'))
    const said = Object.fromEntries(lines.map(({ label, value }) => [label, value]))
    expect(said.Money?.replaceAll(/\s/g, ' ')).toBe('1 234 567,89 €')
    expect(said.Now).toContain('14:00:00')
  })
})

describe('the appearance of an account', () => {
  it('is none where none was kept', () => {
    for (const preferences of [{}, { appearance: null }, { appearance: [] }, { appearance: 'x' }])
      expect(storedAppearance(preferences)).toBeNull()
  })

  it('is read back as it was written', () => {
    const kept = { ...DEFAULT_APPEARANCE, theme: 'dark', paintsPerSecond: 0 } as const
    expect(storedAppearance({ appearance: { ...kept } })).toEqual(kept)
  })

  it('falls back, field by field, for what it does not know', () => {
    const odd = { theme: 'sepia', palette: 7, density: 'compact', paintsPerSecond: 60 }
    expect(storedAppearance({ appearance: odd })).toEqual({
      ...DEFAULT_APPEARANCE,
      density: 'compact',
    })
  })

  it('knows when it is the same', () => {
    expect(isSame(DEFAULT_APPEARANCE, { ...DEFAULT_APPEARANCE })).toBe(true)
    expect(isSame(DEFAULT_APPEARANCE, { ...DEFAULT_APPEARANCE, isInverted: true })).toBe(false)
  })
})

it('asks for the present password and a longer new one', () => {
  const form = { current_password: 'x', new_password: 'three lemons' }
  expect(passwordChange.safeParse(form).success).toBe(true)
  expect(passwordChange.safeParse({ ...form, current_password: '' }).success).toBe(false)
  expect(passwordChange.safeParse({ ...form, new_password: 'lemons' }).success).toBe(false)
})
