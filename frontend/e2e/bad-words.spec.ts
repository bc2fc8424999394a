import type { Page } from '@playwright/test'

import { expectAccessible, expectNoSideways } from './support/axe'
import { asking, CROSS, ended, signOutEverywhere } from './support/api'
import { expect, logIn, test } from './support/test'

const MARKUP = '<img src=x onerror="window.isHarmed=1"><b>bold</b>'
const LONG =
  'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(2)

/** Answer `path` with a refusal of the server whose words are markup. */
async function refused(page: Page, path: string | RegExp, status: number, fault?: string) {
  await page.route(path, (route) =>
    route.request().method() === 'GET' && status === 422
      ? route.fallback()
      : route.fulfill({
          status,
          contentType: 'application/problem+json',
          json: {
            status,
            title: MARKUP,
            detail: MARKUP,
            ...(fault ? { errors: [{ pointer: fault, message: MARKUP }] } : {}),
          },
        }),
  )
}

async function isText(page: Page) {
  await expect(page.getByText(MARKUP).locator('visible=true').first()).toBeVisible()
  await expect(page.locator('img[src="x"], b')).toHaveCount(0)
  expect(await page.evaluate(() => 'isHarmed' in window)).toBe(false)
}

test('markup from the server is text: card, field, alert, toast, failed backtest, notification', async ({
  page,
  account,
  request,
  watch,
}) => {
  test.slow()
  watch.allow(/40[03]|422/)
  const ask = await asking(request, account)
  const strategy = await ask('POST', '/strategies', { ...CROSS, name: MARKUP })
  await logIn(page, account, '/strategies')
  await isText(page)

  await refused(page, '**/api/v1/market/coverage?**', 403)
  await page.goto('/market/coverage')
  await isText(page)
  await page.unroute('**/api/v1/market/coverage?**')

  await refused(page, '**/api/v1/auth/me', 422, '/first_name')
  await page.goto('/settings')
  await page.getByLabel('First name').fill('Ada')
  await page.getByRole('button', { name: 'Save the profile' }).click()
  await isText(page)
  await page.unroute('**/api/v1/auth/me')

  await refused(page, '**/api/v1/backtests', 400)
  await page.goto(`/backtests/new?strategy=${strategy.id}`)
  await expect(page.getByTestId('coverage')).toContainText('Data for')
  await page.getByRole('button', { name: 'Run backtest' }).click()
  await isText(page)
  await page.unroute('**/api/v1/backtests')

  await refused(page, '**/clone', 403)
  await page.goto(`/strategies/${strategy.id}`)
  await page.getByRole('button', { name: /^More for/ }).click()
  await page.getByRole('menuitem', { name: 'Clone' }).click()
  await expect(page.locator('[data-sonner-toast]').filter({ hasText: '<b>bold</b>' })).toBeVisible()
  await isText(page)

  const run = await ask('POST', '/backtests', { strategy_id: strategy.id })
  await ended(ask, run.id)
  await page.route(`**/api/v1/backtests/${run.id}`, async (route) => {
    const answer = await route.fetch()
    const job = (await answer.json()) as object
    const error = { code: 9999, title: MARKUP, detail: MARKUP, errors: [{ message: MARKUP }] }
    await route.fulfill({ json: { ...job, status: 'failed', error } })
  })
  await page.goto(`/backtests/${run.id}`)
  await expect(page.getByRole('link', { name: 'Run it again' })).toBeVisible()
  await isText(page)
})

test('names as long as they may be fit everywhere', async ({ page, account, request }) => {
  test.setTimeout(180_000)
  const ask = await asking(request, account)
  const name = LONG.slice(0, 100)
  const { id } = await ask('POST', '/strategies', { ...CROSS, name })
  const run = await ask('POST', '/backtests', { strategy_id: id })
  const second = await ask('POST', '/backtests', { strategy_id: id, commission_pct: 0.3 })
  for (const each of [run, second]) await ended(ask, each.id)
  await logIn(page, account)
  for (const path of [
    '/',
    '/strategies',
    `/strategies/${id}`,
    `/strategies/${id}/edit`,
    `/backtests/new?strategy=${id}`,
    '/backtests',
    `/strategies/${id}?tab=versions`,
    `/backtests/compare?ids=${run.id},${second.id}`,
    `/backtests/${run.id}`,
    '/settings?section=sessions',
  ]) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(page.locator('main [aria-busy="true"]')).toHaveCount(0)
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 900 })
      // Charts take their new width a moment after the window.
      await expect(() => expectNoSideways(page)).toPass({ timeout: 3_000 })
    }
  }
  await page.goto('/backtests')
  await page.setViewportSize({ width: 320, height: 700 })
  await page
    .getByRole('button', { name: /^Delete the backtest/ })
    .first()
    .click()
  const dialog = page.getByRole('alertdialog')
  await expect(dialog).toContainText(name)
  const box = await dialog.boundingBox()
  expect(box?.width).toBeLessThanOrEqual(320)
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeInViewport()
  await expect(dialog.getByRole('button', { name: 'Delete it' })).toBeInViewport()
})

test('a backtest without a trade says why and what to change', async ({
  page,
  account,
  request,
}) => {
  test.slow()
  const ask = await asking(request, account)
  const never = structuredClone(CROSS)
  const [rule] = never.entry_rules
  const impossible = {
    left: { indicator: 'RSI', params: { period: 14 } },
    operator: 'greater_than',
    right: 101,
  }
  if (rule) Object.assign(rule, { conditions: [impossible] })
  const { id } = await ask('POST', '/strategies', never)
  const run = await ask('POST', '/backtests', { strategy_id: id })
  await ended(ask, run.id)
  await logIn(page, account, `/backtests/${run.id}`)
  const card = page.getByRole('region', { name: 'This strategy closed no trade' })
  await expect(card).toContainText('never true')
  await expectAccessible(page)
  // Nothing is made up where there is nothing to count.
  await expect(page.getByTestId('kpi-total_trades')).toContainText('0')
  await expect(page.locator('main')).not.toContainText(/NaN|Infinity|undefined|null/)
  for (const tab of ['Trades', 'Chart', 'Statistics', 'Settings & log', 'Overview']) {
    await page.getByRole('tab', { name: tab }).click()
    await expect(page.getByRole('tabpanel')).not.toContainText(
      /NaN|Infinity|undefined|could not be/,
    )
  }
  await card.getByRole('link', { name: 'Change the period' }).click()
  await expect(page.getByLabel('From', { exact: true })).toBeVisible()
  await page.goBack()
  await card.getByRole('link', { name: 'Edit the rules' }).click()
  await expect(page).toHaveURL(new RegExp(`/strategies/${id}/edit`))
})

test('the session ends in the middle of a strategy: login, same page, nothing lost', async ({
  page,
  account,
  request,
  watch,
}) => {
  test.slow()
  watch.allow(/401|4401|WebSocket/)
  await logIn(page, account, '/strategies/new?template=rsi_dip')
  const threshold = page.getByLabel('Right side, entry condition 1.1', { exact: true })
  await expect(threshold).toHaveValue('30')
  await threshold.fill('33')
  await page.getByLabel('Name', { exact: true }).fill('Half a thought')
  // The live line may hear of it before the key is pressed: both ways lead to the login.
  await signOutEverywhere(request, account)
  await page.keyboard.press('Control+s')
  await expect(page).toHaveURL(/\/login\?ended=1&next=%2Fstrategies%2Fnew%3Ftemplate%3Drsi_dip/)
  await expect(page.getByText('Your session was over')).toBeVisible()
  await page.getByLabel('E-mail').fill(account.email)
  await page.getByLabel('Password', { exact: true }).fill(account.password)
  await page.getByRole('button', { name: 'Log in' }).click()
  await expect(page).toHaveURL(/\/strategies\/new\?template=rsi_dip/)
  await expect(page.getByText('Your unsaved changes of')).toBeVisible()
  await expect(threshold).toHaveValue('33')
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Half a thought')
  await page.keyboard.press('Control+s')
  await expect(page.getByText('Saved, version 1')).toBeVisible()
})

test('what is not there, not yours or broken has a page that leads on', async ({
  page,
  account,
  watch,
}) => {
  test.slow()
  watch.allow(/40[34]|422|500/)
  await logIn(page, account)
  const none = '00000000-0000-4000-8000-000000000000'
  for (const [path, words, way] of [
    [`/strategies/${none}`, 'This strategy does not exist', 'strategies'],
    [`/strategies/${none}/edit`, 'This strategy does not exist', 'strategies'],
    [`/backtests/${none}`, 'This backtest does not exist', 'All backtests'],
    ['/backtests/not-an-id', 'This backtest does not exist', 'All backtests'],
    ['/nothing/here', 'There is nothing at this address', 'Go to the dashboard'],
    ['/admin', '403: this page is for administrators', 'Go to the dashboard'],
  ] as const) {
    await page.goto(path)
    await expect(page.getByText(words)).toBeVisible()
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1)
    await expect(page.getByRole('link', { name: new RegExp(way, 'i') }).last()).toBeVisible()
    await expectAccessible(page)
  }
  await page.route('**/api/v1/strategies?**', (route) => route.fulfill({ status: 500 }))
  await page.goto('/strategies')
  const failure = page.getByRole('alert').filter({ hasText: 'Strategies could not be loaded' })
  await expect(failure).toContainText('Something went wrong on the server')
  await expectAccessible(page)
  await page.unroute('**/api/v1/strategies?**')
  await failure.getByRole('button', { name: 'Retry' }).click()
  await expect(failure).toHaveCount(0)
})
