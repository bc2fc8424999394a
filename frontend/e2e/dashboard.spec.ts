import { expect, logIn, test } from './support/test'

test('a new account is led to its first result', async ({ page, account }) => {
  await logIn(page, account)
  await expect(
    page.getByRole('heading', { name: 'Three steps to your first result' }),
  ).toBeVisible()
  await expect(page.getByRole('link', { name: 'Choose a template' })).toHaveAttribute(
    'href',
    '/strategies?tab=templates',
  )
})

test('the demo greets with its finished backtest and moving prices', async ({ page, admin }) => {
  await logIn(page, admin)
  await expect(page.getByText('Final capital')).toBeVisible()
  await expect(page.getByRole('slider', { name: /Equity of/ })).toBeVisible()
  const price = page.getByTestId('price-BTC/USDT')
  const first = await price.textContent()
  await expect(price).not.toHaveText(first ?? '')
  await page.getByRole('link', { name: 'Open the result' }).click()
  await expect(page).toHaveURL(/\/backtests\/[0-9a-f-]{36}/)
})

test('a card that fails leaves the others alone', async ({ page, admin, watch }) => {
  watch.allow(/500/)
  await page.route('**/api/v1/backtests/*/equity*', (route) => route.fulfill({ status: 500 }))
  await logIn(page, admin)
  await expect(
    page.getByRole('alert').filter({ hasText: 'Equity could not be loaded' }),
  ).toBeVisible()
  await expect(page.getByTestId('price-BTC/USDT')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Latest results' })).toBeVisible()
})
