import { describe, expect, it } from 'vitest'

import { bodyOf, EMPTY_IMPORT, fieldOf, signatureOf } from './import-order'
import { importSchema } from './schemas'

const listOf = (...files: File[]) => files as unknown as FileList
const file = new File(['time,open'], 'a.csv')
const form = { ...EMPTY_IMPORT, file: listOf(file) }

describe('the form of an import', () => {
  it('needs one file that holds something', () => {
    expect(importSchema.safeParse(form).success).toBe(true)
    expect(importSchema.safeParse({ ...form, file: listOf() }).success).toBe(false)
    expect(importSchema.safeParse({ ...form, file: listOf(new File([], 'b')) }).success).toBe(false)
  })
  it('refuses what is too long or unknown', () => {
    expect(importSchema.safeParse({ ...form, source: 'x'.repeat(41) }).success).toBe(false)
    expect(importSchema.safeParse({ ...form, timeframe: '7m' }).success).toBe(false)
    expect(importSchema.safeParse({ ...form, calendar: 'forex', timeframe: '1h' }).success).toBe(
      true,
    )
  })
  it('sends what was given and nothing else', () => {
    const body = bodyOf({ ...form, symbol: 'A/B', strict: true })
    expect([...body.keys()].sort()).toEqual(['file', 'strict', 'symbol'])
    expect([...bodyOf({ ...form, shared: true }).keys()].sort()).toEqual(['file', 'shared'])
  })
  it('is the same order only with the same file and fields', () => {
    expect(signatureOf(form)).toBe(signatureOf({ ...form }))
    expect(signatureOf(form)).not.toBe(signatureOf({ ...form, symbol: 'A/B' }))
    expect(signatureOf(form)).not.toBe(signatureOf({ ...form, file: listOf(new File(['x'], 'b')) }))
  })
  it('knows which field a fault is about', () => {
    expect(['timeframe', '/symbol', 'file', '/body/source', 'toString', ''].map(fieldOf)).toEqual([
      'timeframe',
      'symbol',
      'file',
      'source',
      null,
      null,
    ])
  })
})
