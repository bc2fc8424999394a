import { describe, expect, it } from 'vitest'

import { formatter } from '@/lib/format'

import {
  actsFor,
  degraded,
  downSince,
  failureOf,
  flagLines,
  lastBeat,
  matrixOf,
  named,
  secondsOf,
  USER_ACTS,
  type Flags,
  type Job,
  type Part,
  type Series,
  type Service,
  type User,
} from './model'

const format = formatter({ locale: 'en', timezone: 'UTC', baseCurrency: 'USDT' })

const part = (name: string, state: Part['state']): Part => ({
  name,
  state,
  version: null,
  milliseconds: null,
})
const service = (name: string, state: Service['state'], ...beats: string[]): Service => ({
  service: name,
  state,
  instances: beats.map((beat_at, index) => ({
    instance: `host:${index}`,
    state: 'ok',
    started_at: beat_at,
    beat_at,
    detail: {},
  })),
})

describe('what does not work', () => {
  it('is nothing when everything does', () => {
    const services = [service('api', 'ok', '2026-01-01T00:00:00Z')]
    const parts = [part('redis', 'off'), part('database', 'ok')]
    expect(degraded({ version: '', python: '', services, parts }, {})).toEqual([])
  })

  it('is told with the last sign of life, or that there was none', () => {
    const services = [
      service('gateway', 'silent', '2026-01-01T00:00:00Z', '2026-01-01T00:05:00Z'),
      service('streamer', 'missing'),
    ]
    const parts = [part('redis', 'down')]
    const found = degraded({ version: '', python: '', services, parts }, { redis: 0 })
    expect(found.map(({ id, since }) => [id, since])).toEqual([
      ['gateway', '2026-01-01T00:05:00Z'],
      ['streamer', null],
      ['redis', '1970-01-01T00:00:00.000Z'],
    ])
    expect(lastBeat(service('x', 'missing'))).toBeNull()
  })

  it('is remembered from when it was seen first, and forgotten when it is back', () => {
    const first = downSince({}, [part('redis', 'down'), part('database', 'ok')], 5)
    expect(first).toEqual({ redis: 5 })
    expect(downSince(first, [part('redis', 'down')], 9)).toBe(first)
    const both = downSince(first, [part('redis', 'down'), part('database', 'down')], 9)
    expect(both).toEqual({ redis: 5, database: 9 })
    expect(downSince(both, [part('redis', 'ok'), part('database', 'down')], 11)).toEqual({
      database: 9,
    })
  })

  it('has a name, known or not', () => {
    expect(named('object_store').name).toBe('Object store')
    expect(named('new_thing')).toEqual({ name: 'new thing', purpose: '' })
  })
})

describe('a job', () => {
  const job = (given: Partial<Job>) => ({ error_code: null, error_name: null, ...given }) as Job

  it.each([
    [{}, null],
    [{ error_code: 3001, error_name: 'X' }, /fewer bars/],
    [{ error_code: 7777, error_name: 'X' }, /unexpected/],
    [{ error_name: 'X' }, /unexpected/],
  ])('says why it failed: %o', (given, said) => {
    const words = failureOf(job(given))
    if (said === null) expect(words).toBeNull()
    else expect(words).toMatch(said)
  })

  it('takes time from its start', () => {
    const started_at = '2026-01-01T00:00:00Z'
    const now = Date.parse('2026-01-01T00:00:30Z')
    expect(secondsOf({ started_at: null, completed_at: null }, now)).toBeNull()
    expect(secondsOf({ started_at, completed_at: null }, now)).toBe(30)
    expect(secondsOf({ started_at, completed_at: '2026-01-01T00:00:04Z' }, now)).toBe(4)
  })
})

describe('the coverage', () => {
  const series = (symbol: string, timeframe: string, owner_id: string | null = null): Series => ({
    source: 'sim',
    symbol,
    timeframe,
    calendar: '24/7',
    owner_id,
    first: null,
    last: null,
    bars: 0,
    gaps: null,
    is_current: true,
  })
  const all = [
    series('ETH/USDT', '1d'),
    series('BTC/USDT', '15m'),
    series('BTC/USDT', '1h'),
    series('BTC/USDT', '1h', 'ada'),
  ]

  it('is a row per symbol, source and owner, the timeframes in order of length', () => {
    const { timeframes, rows } = matrixOf(all, '')
    expect(timeframes).toEqual(['15m', '1h', '1d'])
    expect(rows.map(({ symbol, isPrivate }) => [symbol, isPrivate])).toEqual([
      ['BTC/USDT', false],
      ['BTC/USDT', true],
      ['ETH/USDT', false],
    ])
    expect(Object.keys(rows[0]?.cells ?? {})).toEqual(['15m', '1h'])
  })

  it('is searched', () => {
    expect(matrixOf(all, ' eth').rows).toHaveLength(1)
    expect(matrixOf(all, 'doge')).toEqual({ timeframes: [], rows: [] })
  })
})

describe('what may be done to an account', () => {
  const user = (given: Partial<User>) =>
    ({ id: 'bob', is_active: true, is_admin: false, ...given }) as User

  it.each([
    [{}, ['disable', 'promote']],
    [{ is_active: false }, ['enable', 'promote']],
    [{ is_admin: true }, ['disable', 'demote']],
    [{ id: 'me', is_admin: true }, []],
  ])('depends on what it is: %o', (given, acts) => {
    expect(actsFor(user(given), 'me')).toEqual(acts)
  })

  it.each(['disable', 'enable', 'promote', 'demote'] as const)('names it before: %s', (act) => {
    expect(USER_ACTS[act].title('bob@example.com')).toContain('bob@example.com')
    expect(USER_ACTS[act].done('bob@example.com')).toContain('bob@example.com')
  })
})

it('says what each setting means', () => {
  const flags: Flags = {
    environment: 'development',
    registration: 'open',
    features: { live_trading: false, multi_exchange: true },
    mail_configured: false,
    metrics: true,
    requests_per_minute: 1200,
    import_max_mb: 256,
    candle_retention_years: 0,
  }
  const said = (given: Partial<Flags>) =>
    Object.fromEntries(
      flagLines({ ...flags, ...given }, format).map(({ name, value }) => [name, value]),
    )
  expect(said({})['Candles kept']).toBe('All')
  expect(said({ candle_retention_years: 1 })['Candles kept']).toBe('1 year')
  expect(said({ candle_retention_years: 5 })['Candles kept']).toBe('5 years')
  expect(said({}).Environment).toBe('Development')
  expect(said({})['Requests per minute']).toBe('1,200')
  expect(said({})['Live trading']).toBe('Off')
  expect(said({ mail_configured: true })['Mail server']).toBe('Configured')
  expect(flagLines(flags, format).every(({ meaning }) => meaning.endsWith('.'))).toBe(true)
})
