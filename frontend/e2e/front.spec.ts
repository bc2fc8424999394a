import { expect, logIn, test } from './support/test'

test('the guard leads to the login of the host that was asked', async ({ request, baseURL }) => {
  const answer = await request.get('/backtests?x=1', { maxRedirects: 0 })
  expect(answer.status()).toBe(307)
  const target = new URL(answer.headers().location ?? '', baseURL)
  expect(target.href).toBe(`${baseURL}/login?next=%2Fbacktests%3Fx%3D1`)
})

test('built files are kept for ever, compressed, and pages are not', async ({ request }) => {
  const page = await request.get('/login')
  expect(page.headers()['cache-control']).toContain('no-store')
  const [script] = /\/_next\/static\/[^"]+\.js/.exec(await page.text()) ?? []
  const built = await request.get(script ?? '')
  expect(built.headers()).toMatchObject({
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
  })
  expect(built.headers()['content-encoding']).toMatch(/^(zstd|gzip)$/)
  const missing = await request.get('/_next/static/chunks/none.js')
  expect(missing.status()).toBe(404)
  expect(missing.headers()['cache-control']).toContain('no-store')
})

test('large answers are compressed, those with a secret are not', async ({ request, account }) => {
  const login = await request.post('/api/v1/auth/login', { data: account })
  expect(login.headers()['content-encoding']).toBeUndefined()
  const { access_token: token } = (await login.json()) as { access_token: string }
  const headers = { authorization: `Bearer ${token}` }
  const bars = await request.get('/api/v1/market/ohlcv/BTC-USDT?source=sim&timeframe=1h', {
    headers,
  })
  expect(bars.headers()['content-encoding']).toMatch(/^(zstd|gzip)$/)
  expect(await bars.json()).toMatchObject({ symbol: 'BTC/USDT' })
})

test('who answers which path', { tag: '@smoke' }, async ({ request }) => {
  const types: Record<string, string> = {}
  for (const path of [
    '/api/health',
    '/health/ready',
    '/api/auth/session',
    '/api/v1/none',
    '/metrics',
  ])
    types[path] = (await request.get(path)).headers()['content-type'] ?? ''
  expect(types).toEqual({
    '/api/health': 'application/json',
    '/health/ready': 'application/json',
    '/api/auth/session': 'application/json',
    '/api/v1/none': 'application/problem+json',
    '/metrics': 'application/problem+json',
  })
})

test('the session of the pages is a cookie no script reads', async ({ page, account, context }) => {
  await logIn(page, account)
  const session = (await context.cookies()).find(({ name }) => name.includes('session-token'))
  expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' })
})
