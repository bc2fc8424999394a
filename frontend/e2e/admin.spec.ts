import type { Page } from '@playwright/test'

import { expectAccessible } from './support/axe'
import { expect, logIn, test } from './support/test'

async function found(page: Page, email: string) {
  await page.getByLabel('E-mail or name').fill(email)
  await expect(page).toHaveURL(/search=/)
  const row = page.getByRole('row').filter({ hasText: email })
  await expect(row).toHaveCount(1)
  return row
}

test('others meet a 403, no entry, and no request is made', async ({ page, account }) => {
  const asked: string[] = []
  page.on('request', (request) => {
    if (request.url().includes('/api/v1/admin')) asked.push(request.url())
  })
  await logIn(page, account, '/admin')
  await expect(page.getByText('403: this page is for administrators')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Admin' })).toHaveCount(0)
  expect(asked).toEqual([])
  await expectAccessible(page)
})

test('the services are asked again and again', async ({ page, admin }) => {
  await logIn(page, admin, '/admin')
  await expect(page.getByText('Backtest workers', { exact: true })).toBeVisible()
  await page.waitForResponse('**/api/v1/admin/services')
  await expect(page.getByText('Candle database', { exact: true })).toBeVisible()
})

test('what is degraded is said, and since when', async ({ page, admin }) => {
  await page.route('**/api/v1/admin/services', async (route) => {
    const answer = await route.fetch()
    const body = (await answer.json()) as {
      services: { service: string; state: string }[]
      parts: { name: string; state: string }[]
    }
    // The workers of a platform that has just begun report a moment later.
    for (const one of body.services) one.state = one.service === 'gateway' ? 'silent' : 'ok'
    for (const one of body.parts) if (one.name === 'redis') one.state = 'down'
    await route.fulfill({ response: answer, json: body })
  })
  await logIn(page, admin, '/admin')
  const alert = page.getByRole('alert').filter({ hasText: '2 of them' })
  await expect(alert).toContainText(/Gateway gives no sign of life, since .+ ago/)
  await expect(alert).toContainText(/Redis does not answer, since at least/)
  await expectAccessible(page)
})

test('jobs are filtered in the address', async ({ page, admin }) => {
  await logIn(page, admin, '/admin?tab=jobs')
  await page.getByLabel('Status').selectOption('completed')
  await expect(page).toHaveURL(/status=completed/)
  await page
    .getByRole('button', { name: /^Details of/ })
    .first()
    .click()
  await expect(page.getByRole('dialog')).toContainText('Attempts')
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await page.getByLabel('Strategy').fill('no strategy is called that')
  await expect(page.getByText('No job matches')).toBeVisible()
  await page.getByRole('button', { name: 'Clear the filter' }).click()
  await expect(page).toHaveURL(/\/admin\?tab=jobs$/)
})

test('the coverage tells the gaps of a series', async ({ page, admin }) => {
  await logIn(page, admin, '/admin?tab=coverage')
  await page.getByRole('button', { name: /^BTC\/USDT, 1h/ }).click()
  await expect(page.getByRole('dialog')).toContainText('Longest gap')
  await expectAccessible(page)
})

test('a user is disabled by name, and is out at once', async ({
  page,
  admin,
  account,
  browser,
}) => {
  const elsewhere = await browser.newContext()
  const other = await elsewhere.newPage()
  await logIn(other, account, '/settings')
  await logIn(page, admin, '/admin?tab=users')
  const row = await found(page, account.email)
  await row.getByRole('button', { name: `Change ${account.email}` }).click()
  await page.getByRole('menuitem', { name: 'Disable the account' }).click()
  const dialog = page.getByRole('alertdialog', { name: `Disable ${account.email}?` })
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Disable the account' }).click()
  await expect(row.getByText('Disabled')).toBeVisible()
  await other.goto('/settings')
  await expect(other).toHaveURL(/\/login\?/)
  await elsewhere.close()
  await row.getByRole('button', { name: `Change ${account.email}` }).click()
  await page.getByRole('menuitem', { name: 'Enable the account' }).click()
  await page.getByRole('button', { name: 'Enable the account' }).click()
  await expect(row.getByText('Active')).toBeVisible()
})

test('an old login asks for the password, then goes on', async ({
  page,
  admin,
  account,
  watch,
}) => {
  watch.allow(/40[3]|422/)
  await logIn(page, admin, '/admin?tab=users')
  const row = await found(page, account.email)
  await page.route(
    '**/api/v1/admin/users/*',
    (route) =>
      route.fulfill({
        status: 403,
        contentType: 'application/problem+json',
        json: { status: 403, code: 1005, detail: 'this needs a login of the last five minutes' },
      }),
    { times: 1 },
  )
  await row.getByRole('button', { name: `Change ${account.email}` }).click()
  await page.getByRole('menuitem', { name: 'Disable the account' }).click()
  await page.getByRole('button', { name: 'Disable the account' }).click()
  const dialog = page.getByRole('dialog', { name: 'Is it still you?' })
  await expectAccessible(page)
  await dialog.getByLabel('Password', { exact: true }).fill('certainly wrong')
  await dialog.getByRole('button', { name: 'Go on' }).click()
  await expect(dialog.getByText('This is not your password.')).toBeVisible()
  await dialog.getByLabel('Password', { exact: true }).fill(admin.password)
  await dialog.getByRole('button', { name: 'Go on' }).click()
  await expect(row.getByText('Disabled')).toBeVisible()
})
