import type { Page } from '@playwright/test'

import { expectAccessible } from './support/axe'
import { asking, CROSS, ended } from './support/api'
import { frozen, restart } from './support/stack'
import { expect, logIn, test } from './support/test'

const live = (page: Page) => page.getByTestId('connection')
const RECONNECT_MS = 10_000
const GAVE_UP_MS = 12_000

/** Mark the page, to see later that nobody loaded it anew. */
async function marked(page: Page): Promise<() => Promise<boolean>> {
  await page.evaluate(() => Object.assign(window, { isSame: true }))
  return () => page.evaluate(() => 'isSame' in window)
}

test('the socket is cut: the page asks by itself and is live again without a reload', async ({
  page,
  admin,
  watch,
}) => {
  test.slow()
  watch.allow(/WebSocket/)
  await logIn(page, admin)
  await expect(live(page)).toHaveText('Live')
  const isSame = await marked(page)
  const restarting = restart('gateway')
  await expect(live(page)).not.toHaveText('Live', { timeout: 30_000 })
  await restarting
  await expect(live(page)).toHaveText('Live', { timeout: RECONNECT_MS })
  const price = page.getByTestId('price-BTC/USDT')
  const before = await price.innerText()
  await expect(price).not.toHaveText(before)
  expect(await isSame()).toBe(true)
})

test('the API is away: every card says so, and comes back by itself', async ({
  page,
  admin,
  watch,
}) => {
  test.slow()
  watch.allow(/ERR_FAILED|Failed to load resource|WebSocket/)
  await page.routeWebSocket(/\/ws$/, (socket) => socket.close())
  await logIn(page, admin)
  await expect(page.getByText('Final capital')).toBeVisible()
  await page.route('**/api/v1/**', (route) => route.abort())
  await page.getByRole('link', { name: 'Strategies', exact: true }).first().click()
  const failure = page.getByRole('alert').filter({ hasText: 'Strategies could not be loaded' })
  await expect(failure).toContainText('The server cannot be reached')
  await expect(failure.getByRole('button', { name: 'Retry' })).toBeVisible()
  await expectAccessible(page)
  await page.unroute('**/api/v1/**')
  await expect(
    page
      .getByRole('table', { name: /strategies/i })
      .or(page.locator('[data-row]'))
      .first(),
  ).toBeVisible()
})

test('the API starts anew under the page, and nobody is logged out', async ({
  page,
  account,
  watch,
}) => {
  test.slow()
  watch.allow(/50[234]|WebSocket|Failed to load resource/)
  await logIn(page, account, '/settings')
  await expect(page.getByLabel('E-mail')).toHaveValue(account.email)
  const isSame = await marked(page)
  await restart('api')
  await page.getByRole('tab', { name: 'Sessions' }).click()
  await expect(page.getByText('This device')).toBeVisible({ timeout: 30_000 })
  expect(await isSame()).toBe(true)
})

test('a slow answer: outline, then words, then a way to ask again after ten seconds', async ({
  page,
  account,
  watch,
}) => {
  test.slow()
  watch.allow(/ERR_FAILED|Failed to load resource/)
  await logIn(page, account, '/settings')
  const never = '**/api/v1/backtests?**'
  await page.route(never, () => undefined)
  const asked = page.waitForRequest(never)
  await page.getByRole('link', { name: 'Backtests', exact: true }).first().click()
  await expect(page.locator('main [aria-busy="true"]')).toBeVisible()
  await asked
  const since = Date.now()
  await expect(page.getByText('Still loading backtests')).toBeVisible({ timeout: 5_000 })
  const failure = page.getByRole('alert').filter({ hasText: 'Backtests could not be loaded' })
  await expect(failure).toContainText('takes too long to answer', { timeout: GAVE_UP_MS })
  expect(Date.now() - since).toBeLessThan(GAVE_UP_MS)
  const retry = failure.getByRole('button')
  await retry.click()
  // The reason stays while it is tried again, and so does the focus.
  await expect(retry).toHaveText('Trying again …')
  await expect(retry).toBeFocused()
  await page.unroute(never)
  await expect(page.getByText('No backtest yet')).toBeVisible()
})

test('a refusal that names a time is counted down', async ({ page, account, watch }) => {
  watch.allow(/429/)
  const list = '**/api/v1/backtests?**'
  await page.route(list, (route) =>
    route.fulfill({
      status: 429,
      headers: { 'retry-after': '3' },
      contentType: 'application/problem+json',
      json: { status: 429, code: 1009, detail: 'too many requests' },
    }),
  )
  await logIn(page, account, '/settings')
  await page.getByRole('link', { name: 'Backtests', exact: true }).first().click()
  const failure = page.getByRole('alert').filter({ hasText: 'Backtests could not be loaded' })
  await expect(failure.getByRole('button', { name: /^Retry in [123] s$/ })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
  await page.unroute(list)
  await failure.getByRole('button', { name: 'Retry', exact: true }).click()
  await expect(page.getByText('No backtest yet')).toBeVisible()
})

test('an answer that nobody expected breaks its page, not the way to the others', async ({
  page,
  admin,
  watch,
}) => {
  watch.allow(/exception|error:/)
  await page.route('**/api/v1/backtests?**', (route) => route.fulfill({ json: { items: 7 } }))
  await logIn(page, admin, '/settings')
  await page.getByRole('link', { name: 'Backtests', exact: true }).first().click()
  await expect(page.getByRole('alert').filter({ hasText: 'could not be shown' })).toBeVisible()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.unroute('**/api/v1/backtests?**')
  await page.getByRole('link', { name: 'Strategies', exact: true }).first().click()
  await expect(page.getByRole('heading', { level: 1, name: 'Strategies' })).toBeVisible()
})

test('a worker that falls silent is named as that, and the run goes on', async ({
  page,
  account,
  request,
}) => {
  test.slow()
  const ask = await asking(request, account)
  const { id } = await ask('POST', '/strategies', { ...CROSS, timeframe: '1m' })
  const run = await ask('POST', '/backtests', { strategy_id: id, engine: 'backtrader' })
  await logIn(page, account, `/backtests/${run.id}`)
  const percent = page.getByTestId('percent')
  await expect(percent).toHaveText(/^[1-9]\d* %$/, { timeout: 60_000 })
  const goOn = frozen('pool-backtest')
  try {
    const notice = page.getByText(/The worker has been silent for \d+ s/)
    await expect(notice).toBeVisible({ timeout: 30_000 })
    await expect(page.getByRole('button', { name: 'Cancel the backtest' })).toBeEnabled()
    await expectAccessible(page)
    goOn()
    await expect(notice).toHaveCount(0, { timeout: 30_000 })
  } finally {
    goOn()
  }
  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  const sure = page.getByRole('button', { name: 'Stop it' })
  const gone = page.getByRole('button', { name: 'Cancelling …' })
  await expect(sure.or(gone).first()).toBeVisible()
  if (await sure.isVisible()) await sure.click()
  await ended(ask, run.id)
})
