import { describe, expect, it } from 'vitest'

import { ProblemError } from '@/lib/problem'

import { askedOf, currencyOf, keepProfile, loginWords, takeProfile, type Door } from './model'

const door = (given: Partial<Door>): Door => ({
  mode: 'open',
  is_first: false,
  needs_setup_token: false,
  sends_mail: true,
  ...given,
})
const refused = (status: number, message: string) => new ProblemError({ status, message })

describe('what a registration asks for', () => {
  it.each([
    ['an open server', door({}), null, false, false],
    ['a guarded new one', door({ is_first: true, needs_setup_token: true }), null, true, false],
    ['one with invitations', door({ mode: 'invite' }), null, false, true],
    ['a server that says nothing', undefined, null, false, false],
    [
      'a refusal that names the token',
      undefined,
      refused(403, 'the first account needs the set-up token that apextrade init printed'),
      true,
      false,
    ],
    [
      'a refusal that names the invitation',
      undefined,
      refused(403, 'registration needs an invitation to this address'),
      false,
      true,
    ],
    ['another refusal', undefined, refused(422, 'the invitation is too long'), false, false],
  ])('%s', (_, given, refusal, setupToken, invitation) => {
    expect(askedOf(given, refusal)).toEqual({ setupToken, invitation })
  })
})

it.each([
  ['de-DE', 'EUR'],
  ['en-GB', 'GBP'],
  ['en-US', 'USDT'],
  ['de-CH', 'CHF'],
  ['en', 'USDT'],
  ['not a locale', 'USDT'],
])('guesses the currency of %s', (locale, currency) => expect(currencyOf(locale)).toBe(currency))

describe('the profile of a registration', () => {
  const profile = { timezone: 'Europe/Paris', locale: 'fr-FR', base_currency: 'EUR' }

  it('is kept for the first login of its address, once', () => {
    keepProfile(localStorage, ' Ada@Example.com', profile)
    expect(takeProfile(localStorage, 'bob@example.com')).toBeNull()
    expect(takeProfile(localStorage, 'ada@example.com')).toEqual(profile)
    expect(takeProfile(localStorage, 'ada@example.com')).toBeNull()
  })

  it('is forgotten when it cannot be read', () => {
    localStorage.setItem('apextrade-first-profile', '{')
    expect(takeProfile(localStorage, 'ada@example.com')).toBeNull()
    expect(localStorage.getItem('apextrade-first-profile')).toBeNull()
  })
})

it.each([
  [401, 'Not logged in'],
  [429, 'Too many attempts'],
  [0, 'The server does not answer'],
  [503, 'The server does not answer'],
  [422, 'Not logged in'],
])('says what a %i means', (status, title) => {
  expect(loginWords(refused(status, 'words')).title).toBe(title)
})
