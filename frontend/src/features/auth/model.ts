import type { components } from '@/types/api.gen'
import { ProblemError } from '@/lib/problem'

export type Door = components['schemas']['RegistrationState']

/** What the form asks for beside address and password. */
export interface Asked {
  setupToken: boolean
  invitation: boolean
}

/**
 * Return what a registration needs: as the server says of itself, or, where it says nothing, as
 * its refusal of the last attempt does.
 */
export function askedOf(door: Door | undefined, refusal: ProblemError | null): Asked {
  const words = refusal?.status === 403 ? refusal.message.toLowerCase() : ''
  return {
    setupToken: (door?.needs_setup_token ?? false) || /set-?up token/.test(words),
    invitation: (!door?.is_first && door?.mode === 'invite') || words.includes('invitation'),
  }
}

/** What the browser says about a new account's person. */
export interface FirstProfile {
  timezone: string
  locale: string
  base_currency: string
}

const REGION_CURRENCY: Record<string, string> = {
  GB: 'GBP',
  CH: 'CHF',
  LI: 'CHF',
  JP: 'JPY',
  CA: 'CAD',
  AU: 'AUD',
}
const EURO = new Set('AT BE HR CY EE FI FR DE GR IE IT LV LT LU MT NL PT SK SI ES'.split(' '))

/** Return the currency a browser's language points to; USDT where it points to none of ours. */
export function currencyOf(locale: string): string {
  let region: string | undefined
  try {
    region = new Intl.Locale(locale).region
  } catch {
    return 'USDT'
  }
  if (region === undefined) return 'USDT'
  return REGION_CURRENCY[region] ?? (EURO.has(region) ? 'EUR' : 'USDT')
}

const KEY = 'apextrade-first-profile'

/** Keep what was chosen at the registration until the first login of that address. */
export function keepProfile(storage: Storage, email: string, profile: FirstProfile): void {
  storage.setItem(KEY, JSON.stringify({ email: email.trim().toLowerCase(), profile }))
}

/** Return what was kept for the address, once. */
export function takeProfile(storage: Storage, email: string): FirstProfile | null {
  const text = storage.getItem(KEY)
  if (text === null) return null
  try {
    const kept = JSON.parse(text) as { email?: unknown; profile?: FirstProfile }
    if (kept.email !== email.trim().toLowerCase() || !kept.profile) return null
    storage.removeItem(KEY)
    return kept.profile
  } catch {
    storage.removeItem(KEY)
    return null
  }
}

/** Return what a refused login says to a person; which part was wrong is never known. */
export function loginWords(problem: ProblemError): { title: string; text: string } {
  if (problem.status === 401)
    return { title: 'Not logged in', text: 'The e-mail address or the password is wrong.' }
  if (problem.status === 429)
    return {
      title: 'Too many attempts',
      text: 'Wait before the next one, or choose a new password.',
    }
  if (problem.status === 0 || problem.status >= 500)
    return { title: 'The server does not answer', text: 'Your entries are kept: try again.' }
  return { title: 'Not logged in', text: problem.message }
}
