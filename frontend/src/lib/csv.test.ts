import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { csvCell, csvText, fileName } from './csv'

describe('a CSV file', () => {
  it('has a line per row', () => {
    const cells = fc.oneof(fc.string({ unit: 'grapheme-ascii' }), fc.double(), fc.constant(null))
    fc.assert(
      fc.property(fc.array(fc.array(cells, { minLength: 1 })), (rows) => {
        expect(csvText(rows).split('\r\n')).toHaveLength(rows.length + 1)
      }),
    )
  })

  it('holds no text that a spreadsheet would run', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const cell = csvCell(text)
        const inner = cell.startsWith('"') ? cell.slice(1) : cell
        expect(/^\s*[=+\-@]/.test(inner)).toBe(false)
      }),
    )
  })

  it('keeps numbers numbers and quotes what would break a line', () => {
    expect([csvCell(-1.5), csvCell(null), csvCell(NaN)]).toEqual(['-1.5', '', ''])
    expect(csvCell('a, "b"')).toBe('"a, ""b"""')
    expect(csvCell('=1+1')).toBe("'=1+1")
    expect(csvText([['a'], [-2, '=HYPERLINK("http://x")']])).toBe(
      'a\r\n-2,"\'=HYPERLINK(""http://x"")"\r\n',
    )
  })

  it('is named so that every file system takes it', () => {
    expect(fileName('apextrade', 'a/b: "c"', 'BTC/USDT')).toBe('apextrade_a-b-c_BTC-USDT')
    expect(fileName('x'.repeat(500)).length).toBe(120)
  })
})
