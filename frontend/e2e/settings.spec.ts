import { expectAccessible } from './support/axe'
import { expect, logIn, test } from './support/test'

const NEW = 'another four lemons here'

test('the profile is previewed, saved, and shown everywhere', async ({ page, account }) => {
  await logIn(page, account, '/settings')
  await page.getByLabel('First name').fill('Ada')
  await expect(page.getByText('Unsaved changes')).toBeVisible()
  await page.getByRole('button', { name: /^Time zone/ }).click()
  await page.getByPlaceholder('City or region').fill('new york')
  await page.getByRole('option', { name: /America\/New York/ }).click()
  await page.getByLabel('Numbers and dates as in').selectOption('de-DE')
  await page.getByLabel('Base currency').selectOption('EUR')
  await expect(page.getByText(/1\.234\.567,89\s€/)).toBeVisible()
  await page.getByRole('button', { name: 'Save the profile' }).click()
  await expect(page.getByText('Profile saved')).toBeVisible()
  await expect(page.getByText('Unsaved changes')).toHaveCount(0)
  await page.reload()
  await expect(page.getByLabel('First name')).toHaveValue('Ada')
  await expect(page.getByRole('button', { name: 'Time zone: America/New_York' })).toBeVisible()
})

test('a look at another section loses nothing that was typed', async ({ page, account }) => {
  await logIn(page, account, '/settings')
  await page.getByLabel('Last name').fill('Lovelace')
  await page.getByRole('tab', { name: 'Appearance' }).click()
  await expect(page).toHaveURL(/section=appearance/)
  await page.goBack()
  await expect(page.getByLabel('Last name')).toHaveValue('Lovelace')
  await page.getByRole('button', { name: 'Discard the changes' }).click()
  await expect(page.getByLabel('Last name')).toHaveValue('')
})

test('the server’s fault stands beside its field', async ({ page, account, watch }) => {
  watch.allow(/422/)
  await logIn(page, account, '/settings')
  await page.getByLabel('First name').fill('Ada\u0000')
  await page.route('**/api/v1/auth/me', async (route) => {
    if (route.request().method() !== 'PATCH') return route.continue()
    await route.fulfill({
      status: 422,
      contentType: 'application/problem+json',
      json: { detail: 'x', errors: [{ pointer: '/first_name', message: 'must be <i>text</i>' }] },
    })
  })
  await page.getByRole('button', { name: 'Save the profile' }).click()
  await expect(page.getByText('Must be <i>text</i>.')).toBeVisible()
  await expect(page.getByLabel('First name')).toHaveAttribute('aria-invalid', 'true')
})

test('the appearance is felt at once and follows the account', async ({
  page,
  account,
  browser,
}) => {
  await logIn(page, account, '/settings?section=appearance')
  const kept = page.waitForResponse(
    (answer) => answer.url().endsWith('/auth/me') && answer.request().method() === 'PATCH',
  )
  await page.getByLabel('Dark', { exact: true }).check()
  await page.getByLabel('Blue and orange').check()
  await page.getByLabel('Compact').check()
  await expect(page.locator('html')).toHaveClass(/dark/)
  await expect(page.locator('html')).toHaveAttribute('data-palette', 'blue-orange')
  expect((await kept).status()).toBe(200)

  const elsewhere = await browser.newContext()
  const other = await elsewhere.newPage()
  await logIn(other, account, '/settings')
  await expect(other.locator('html')).toHaveClass(/dark/)
  await expect(other.locator('html')).toHaveAttribute('data-palette', 'blue-orange')
  await expect(other.locator('html')).toHaveAttribute('data-density', 'compact')
  await elsewhere.close()
})

test('single keys can be switched off', async ({ page, account }) => {
  await logIn(page, account, '/settings?section=appearance')
  await page.getByRole('switch', { name: 'Shortcuts of a single key' }).click()
  await page.locator('body').press('?')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.getByRole('switch', { name: 'Shortcuts of a single key' }).click()
  await page.getByRole('heading', { level: 1 }).click()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
})

test('another device is logged out', async ({ page, account, browser }) => {
  const elsewhere = await browser.newContext()
  const other = await elsewhere.newPage()
  await logIn(other, account, '/settings')
  await logIn(page, account, '/settings?section=sessions')
  await expect(page.getByText('This device')).toBeVisible()
  await page.getByRole('button', { name: /^Log out Chrome/ }).click()
  const dialog = page.getByRole('alertdialog', { name: /^Log out Chrome/ })
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Log out' }).click()
  await expect(page.getByText(/^Logged out Chrome/)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Log out all others' })).toBeDisabled()
  await other.goto('/settings')
  await expect(other).toHaveURL(/\/login\?/)
  await elsewhere.close()
})

test('a password is changed by the present one', async ({ page, account, browser, watch }) => {
  watch.allow(/422/)
  const elsewhere = await browser.newContext()
  const other = await elsewhere.newPage()
  await logIn(other, account, '/settings')
  await logIn(page, account, '/settings?section=password')
  await page.getByLabel('Present password').fill('certainly wrong')
  await page.getByLabel('New password').fill(NEW)
  await page.getByRole('button', { name: 'Change the password' }).click()
  await expect(page.getByText('This is not your password.')).toBeVisible()
  await page.getByLabel('Present password').fill(account.password)
  await page.getByRole('button', { name: 'Change the password' }).click()
  await expect(page.getByText('Password changed')).toBeVisible()
  await other.goto('/settings')
  await expect(other).toHaveURL(/\/login\?/)
  await elsewhere.close()
  await page.reload()
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible()
})
