import { expect, test } from './support/test'

const CLICKS_MOST = 6

test(
  'a new account has a proven backtest after six clicks at most',
  { tag: '@smoke' },
  async ({ page, account }) => {
    test.slow()
    await page.addInitScript(() => {
      const key = 'clicks of this test'
      const count = () =>
        sessionStorage.setItem(key, String(Number(sessionStorage.getItem(key)) + 1))
      window.addEventListener('click', (event) => event.isTrusted && count(), { capture: true })
    })
    const clicks = () => page.evaluate(() => Number(sessionStorage.getItem('clicks of this test')))
    await page.goto('/login')
    await page.getByLabel('E-mail').pressSequentially(account.email)
    await page.getByLabel('Password', { exact: true }).pressSequentially(account.password)
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('link', { name: 'Choose a template' }).click()
    const card = page.getByRole('region', { name: 'EMA cross' })
    await card.getByRole('button', { name: 'Use this template' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'EMA cross' })).toBeVisible()
    await page.getByRole('link', { name: 'Run backtest' }).click()
    await page.getByRole('button', { name: 'Run backtest' }).click()
    await expect(page).toHaveURL(/\/backtests\/[0-9a-f-]{36}/)
    await expect(page.getByText('Total return').first()).toBeVisible({ timeout: 60_000 })
    await expect(page.getByRole('button', { name: 'No look-ahead: proven' })).toBeVisible()
    expect(await clicks()).toBeLessThanOrEqual(CLICKS_MOST)
  },
)
