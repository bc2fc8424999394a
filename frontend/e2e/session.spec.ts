import { expect, logIn, test } from './support/test'

test('a wrong password says nothing about which part is wrong', async ({
  page,
  account,
  watch,
}) => {
  watch.allow(/401/)
  await page.goto('/login')
  await page.getByLabel('E-mail').fill(account.email)
  await page.getByLabel('Password', { exact: true }).fill('certainly wrong')
  await page.getByRole('button', { name: 'Log in' }).click()
  const alert = page.getByRole('alert').filter({ hasText: /e-mail|password/i })
  await expect(alert).toBeVisible()
  await expect(page).toHaveURL(/\/login/)
})

test('a page behind the login is shown after it', { tag: '@smoke' }, async ({ page, account }) => {
  await page.goto('/settings')
  await expect(page).toHaveURL(/\/login\?next=%2Fsettings$/)
  await logIn(page, account, '/settings')
  await expect(page).toHaveURL(/\/settings$/)
})

test('another site is never shown after a login', async ({ page, account }) => {
  await page.goto('/login?next=//evil.example/x')
  await page.getByLabel('E-mail').fill(account.email)
  await page.getByLabel('Password', { exact: true }).fill(account.password)
  await page.getByRole('button', { name: 'Log in' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Dashboard' })).toBeVisible()
})

test('the live connection says that it is live', { tag: '@smoke' }, async ({ page, account }) => {
  await logIn(page, account)
  await expect(page.getByTestId('connection')).toHaveText('Live')
})

test('scripts run by nonce alone', { tag: '@smoke' }, async ({ page }) => {
  const answer = await page.goto('/login')
  const policy = answer?.headers()['content-security-policy'] ?? ''
  expect(policy).toMatch(/script-src 'self' 'nonce-[^']+' 'strict-dynamic';/)
  expect(policy).not.toContain('unsafe-eval')
  expect(answer?.headers()['x-content-type-options']).toBe('nosniff')
})
