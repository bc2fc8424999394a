import type { Formatter } from '@/lib/format'
import { PALETTES, type Density, type Palette } from '@/stores/ui'
import type { components } from '@/types/api.gen'

import type { ProfileForm } from './schemas'

export type Me = components['schemas']['Me']

/** Return the part of an account that the form shows. */
export function formOf(me: Me): ProfileForm {
  return {
    first_name: me.first_name ?? '',
    last_name: me.last_name ?? '',
    timezone: me.timezone,
    locale: me.locale,
    base_currency: me.base_currency,
  }
}

/** Return what the API is asked to write: an empty name is none. */
export function changesOf(form: ProfileForm) {
  return { ...form, first_name: form.first_name || null, last_name: form.last_name || null }
}

/** Return how numbers and times look with a formatter, line by line. */
export function previewOf(format: Formatter, now: number): { label: string; value: string }[] {
  return [
    { label: 'Money', value: format.money('1234567.89') },
    { label: 'Loss', value: format.money('-1204.1', { signed: true }) },
    { label: 'Price', value: format.price('64250.5', 0.01) },
    { label: 'Quantity', value: format.quantity('0.00420000') },
    { label: 'Change', value: format.percent(-3.25, { signed: true }) },
    { label: 'Now', value: format.dateTime(now, { seconds: true }) },
  ]
}

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** How things look, as it is kept with the account. */
export interface Appearance {
  theme: Theme
  palette: Palette
  isInverted: boolean
  density: Density
  paintsPerSecond: 0 | 1 | 4
  hasShortcuts: boolean
}

export const DEFAULT_APPEARANCE: Appearance = {
  theme: 'system',
  palette: 'teal-orange',
  isInverted: false,
  density: 'comfortable',
  paintsPerSecond: 4,
  hasShortcuts: true,
}

function oneOf<T>(values: readonly T[], given: unknown, otherwise: T): T {
  return values.find((value) => value === given) ?? otherwise
}

/**
 * Return the appearance in an account's preferences; null when there is none.
 *
 * What it does not say, or says in a way of another version, is as in `otherwise`.
 */
export function storedAppearance(
  preferences: Readonly<Record<string, unknown>>,
  otherwise: Appearance = DEFAULT_APPEARANCE,
): Appearance | null {
  const stored = preferences.appearance
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return null
  const said = stored as Partial<Record<keyof Appearance, unknown>>
  return {
    theme: oneOf(THEMES, said.theme, otherwise.theme),
    palette: oneOf(PALETTES, said.palette, otherwise.palette),
    isInverted: oneOf([true, false], said.isInverted, otherwise.isInverted),
    density: oneOf(['comfortable', 'compact'], said.density, otherwise.density),
    paintsPerSecond: oneOf([0, 1, 4], said.paintsPerSecond, otherwise.paintsPerSecond),
    hasShortcuts: oneOf([true, false], said.hasShortcuts, otherwise.hasShortcuts),
  }
}

/** Return whether two appearances are the same. */
export function isSame(one: Appearance, other: Appearance): boolean {
  return (Object.keys(DEFAULT_APPEARANCE) as (keyof Appearance)[]).every(
    (name) => one[name] === other[name],
  )
}
