import type { Page } from '@playwright/test'

import { expectAccessible } from './support/axe'
import { asking, CROSS, ended } from './support/api'
import { expect, logIn, test } from './support/test'

const banner = (page: Page) => page.getByText('This device is offline.')

/** What can be pressed to change something, on the pages where somebody would look for it. */
const PLACES: readonly { path: (ids: Ids) => string; buttons: readonly (string | RegExp)[] }[] = [
  { path: ({ strategy }) => `/strategies/${strategy}/edit`, buttons: ['Run backtest'] },
  { path: ({ strategy }) => `/backtests/new?strategy=${strategy}`, buttons: ['Run backtest'] },
  { path: ({ run }) => `/backtests/${run}`, buttons: ['Delete'] },
  { path: () => '/backtests', buttons: [/^Delete the backtest/] },
  { path: () => '/strategies?tab=templates', buttons: ['Use this template'] },
  { path: () => '/market/coverage', buttons: ['Import'] },
  { path: () => '/market', buttons: [/^Watch (?!another)/] },
  { path: () => '/settings?section=password', buttons: ['Change the password'] },
  { path: () => '/settings?section=sessions', buttons: ['Log out'] },
]

interface Ids {
  strategy: string
  run: string
}

test('offline every change waits, what is there stays readable, and online all works again', async ({
  page,
  account,
  request,
  context,
  watch,
}) => {
  // What the browser itself fetches ahead fails, and it says so.
  watch.allow(/ERR_INTERNET_DISCONNECTED/)
  test.setTimeout(180_000)
  const ask = await asking(request, account)
  const { id: strategy } = await ask('POST', '/strategies', CROSS)
  const { id: run } = await ask('POST', '/backtests', { strategy_id: strategy })
  await ended(ask, run)
  await logIn(page, account)
  for (const { path, buttons } of PLACES) {
    await page.goto(path({ strategy, run }))
    const main = page.locator('main')
    const all = buttons.map((name) =>
      main.getByRole('button', { name, exact: typeof name === 'string' }).first(),
    )
    for (const button of all) await expect(button).toBeEnabled()
    const heading = await main.getByRole('heading', { level: 1 }).innerText()
    await context.setOffline(true)
    await expect(banner(page)).toBeVisible()
    for (const button of all) {
      await expect(button).toBeDisabled()
      await expect(button).toHaveAttribute('title', /^Offline: nothing can be changed/)
    }
    await expect(main.getByRole('heading', { level: 1 })).toHaveText(heading)
    await context.setOffline(false)
    await expect(banner(page)).toHaveCount(0)
    for (const button of all) await expect(button).toBeEnabled()
  }
})

test('offline a link does not lead to the browser’s own error page', async ({
  page,
  account,
  context,
  watch,
}) => {
  // What the browser itself fetches ahead fails, and it says so.
  watch.allow(/ERR_INTERNET_DISCONNECTED/)
  await logIn(page, account, '/settings')
  await expect(page.getByLabel('E-mail')).toHaveValue(account.email)
  await page.getByRole('button', { name: 'Account' }).click()
  const out = page.getByRole('menuitem', { name: 'Log out' })
  await expect(out).toBeEnabled()
  await context.setOffline(true)
  await expect(out).toBeDisabled()
  await page.keyboard.press('Escape')
  await expect(banner(page)).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Market', exact: true }).first().click()
  await expect(page.getByText('That page needs the network')).toBeVisible()
  await expect(page.getByLabel('E-mail')).toHaveValue(account.email)
  // A part that was not loaded says what it waits for, and goes on by itself.
  await page.getByRole('tab', { name: 'Sessions' }).click()
  await expect(page.getByText('The network is needed to load sessions')).toBeVisible()
  await context.setOffline(false)
  await expect(page.getByText('This device', { exact: true })).toBeVisible()
  await page.getByRole('link', { name: 'Market', exact: true }).first().click()
  await expect(page).toHaveURL(/\/market/)
})

test('a menu opened offline says why nothing in it can be done', async ({
  page,
  account,
  request,
  context,
  watch,
}) => {
  // What the browser itself fetches ahead fails, and it says so.
  watch.allow(/ERR_INTERNET_DISCONNECTED/)
  const ask = await asking(request, account)
  await ask('POST', '/strategies', CROSS)
  await logIn(page, account, '/strategies')
  await page.getByRole('button', { name: 'More for Cross' }).hover()
  await context.setOffline(true)
  await page.getByRole('button', { name: 'More for Cross' }).click()
  await expect(page.getByText('Offline: nothing can be changed', { exact: true })).toBeVisible()
  for (const name of ['Clone', 'Archive', 'Delete …'])
    await expect(page.getByRole('menuitem', { name })).toBeDisabled()
})

test('the login waits for the network, and keeps what was typed', async ({
  page,
  account,
  context,
  watch,
}) => {
  // What the browser itself fetches ahead fails, and it says so.
  watch.allow(/ERR_INTERNET_DISCONNECTED/)
  await page.goto('/login')
  await page.getByLabel('E-mail').fill(account.email)
  await page.getByLabel('Password', { exact: true }).fill(account.password)
  await context.setOffline(true)
  await expect(banner(page)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Log in' })).toBeDisabled()
  await context.setOffline(false)
  await page.getByRole('button', { name: 'Log in' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Dashboard' })).toBeVisible()
})
