import type { ImportForm } from './schemas'

export const CALENDARS = {
  '24/7': 'Around the clock (coins)',
  us_stock: 'US stocks',
  forex: 'Currencies',
} as const

export const EMPTY_IMPORT: Omit<ImportForm, 'file'> = {
  source: '',
  symbol: '',
  timeframe: '',
  calendar: '',
  strict: false,
  shared: false,
}

/** Return the form as it is sent: what was left open is left out, the server then tells. */
export function bodyOf({ file, strict, shared, ...texts }: ImportForm): FormData {
  const body = new FormData()
  for (const [name, value] of Object.entries(texts)) if (value !== '') body.set(name, value)
  if (strict) body.set('strict', 'true')
  if (shared) body.set('shared', 'true')
  const [first] = file
  if (first) body.set('file', first)
  return body
}

/** Return what tells one order from another, so that only a repeat has the same key. */
export function signatureOf({ file, ...rest }: ImportForm): string {
  const [first] = file
  return JSON.stringify([rest, first?.name, first?.size, first?.lastModified])
}

/** Return the field of the form that a fault of the server is about. */
export function fieldOf(pointer: string): keyof ImportForm | null {
  const name = pointer.split('/').at(-1) ?? ''
  return name === 'file' || Object.hasOwn(EMPTY_IMPORT, name) ? (name as keyof ImportForm) : null
}
