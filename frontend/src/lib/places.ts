/** Zones, languages and currencies a person may choose; names by the browser's own tables. */

export const CURRENCIES = ['USDT', 'USDC', 'USD', 'EUR', 'GBP', 'CHF', 'JPY', 'CAD', 'AUD', 'BTC']

const LOCALES = (
  'cs-CZ da-DK de-AT de-CH de-DE el-GR en-AU en-CA en-GB en-IE en-IN en-US es-ES es-MX fi-FI fr-BE ' +
  'fr-CA fr-CH fr-FR hu-HU it-IT ja-JP ko-KR nb-NO nl-NL pl-PL pt-BR pt-PT ro-RO sv-SE tr-TR uk-UA ' +
  'zh-CN zh-TW'
).split(' ')

/** Return every zone of the browser, UTC first, `current` among them. */
export function zones(current?: string): string[] {
  const all = new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])
  return current && !all.has(current) ? ['UTC', current, ...[...all].slice(1)] : [...all]
}

/** Return a zone's distance from UTC at a moment, "UTC+02:00". */
export function offsetOf(zone: string, at: Date): string {
  try {
    const parts = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'longOffset' })
    const name = parts.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    return name === 'GMT' ? 'UTC+00:00' : name.replace('GMT', 'UTC')
  } catch {
    return ''
  }
}

export interface Choice {
  value: string
  label: string
}

/** Return the locales to choose from by name, `current` among them. */
export function localeChoices(current?: string): Choice[] {
  const all = current && !LOCALES.includes(current) ? [current, ...LOCALES] : LOCALES
  const names = new Intl.DisplayNames(['en'], { type: 'language', languageDisplay: 'standard' })
  return all
    .map((value) => ({ value, label: nameOf(names, value) }))
    .sort((a, b) => a.label.localeCompare(b.label, 'en'))
}

function nameOf(names: Intl.DisplayNames, locale: string): string {
  try {
    return names.of(locale) ?? locale
  } catch {
    return locale
  }
}

/** Return the currencies to choose from, `current` among them. */
export function currencyChoices(current?: string): string[] {
  return current && !CURRENCIES.includes(current) ? [current, ...CURRENCIES] : CURRENCIES
}
