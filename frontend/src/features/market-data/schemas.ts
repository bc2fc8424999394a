import * as z from 'zod/mini'

import { TIMEFRAMES } from './model'

export const CALENDARS = {
  '24/7': 'Around the clock (coins)',
  us_stock: 'US stocks',
  forex: 'Currencies',
} as const

const FILE_BYTES_MOST = 200 * 1024 * 1024

export const importSchema = z.object({
  file: z.custom<FileList>().check(
    z.refine((files) => (files?.length ?? 0) === 1, 'Choose a file.'),
    z.refine((files) => (files?.[0]?.size ?? 1) > 0, 'The file is empty.'),
    z.refine(
      (files) => (files?.[0]?.size ?? 0) <= FILE_BYTES_MOST,
      'The file is larger than 200 MB: import it in parts, or on the command line.',
    ),
  ),
  source: z.string().check(z.trim(), z.maxLength(40, 'A name has at most 40 characters.')),
  symbol: z.string().check(z.trim(), z.maxLength(64, 'A symbol has at most 64 characters.')),
  timeframe: z.union([z.literal(''), z.enum(TIMEFRAMES as [string, ...string[]])]),
  calendar: z.union([z.literal(''), z.enum(['24/7', 'us_stock', 'forex'])]),
  strict: z.boolean(),
  shared: z.boolean(),
})

export type ImportForm = z.infer<typeof importSchema>

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
