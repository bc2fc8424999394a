import { describe, expect, it } from 'vitest'

import { safeNext } from './login'

describe('the page after a login', () => {
  it.each(['/backtests', '/backtests/1?tab=trades', '/market?symbol=BTC-USDT'])(
    'may be %s',
    (path) => {
      expect(safeNext(path)).toBe(path)
    },
  )

  it.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/a\\b',
    'javascript:alert(1)',
    '/\tx',
    '',
    null,
    undefined,
  ])('is the dashboard instead of %s', (path) => {
    expect(safeNext(path)).toBe('/')
  })
})
