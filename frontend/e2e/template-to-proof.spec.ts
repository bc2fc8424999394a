import { asking } from './support/api'
import { expect, logIn, test } from './support/test'

const FIGURES = [
  ['total_return_pct', 2],
  ['max_drawdown_pct', 2],
  ['sharpe_ratio', 2],
  ['total_trades', 0],
] as const

test('a template with a changed condition becomes a result with the figures of the API', async ({
  page,
  account,
  request,
}) => {
  test.slow()
  await logIn(page, account, '/strategies/new?template=rsi_dip')
  await page.getByLabel('Right side, entry condition 1.1', { exact: true }).fill('45')
  await page.getByLabel('Timeframe', { exact: true }).first().selectOption('1m')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Saved, version 1')).toBeVisible()
  await page.getByRole('button', { name: 'Run backtest' }).click()
  await expect(page.getByTestId('coverage')).toContainText('Data for')
  await page.getByText('More settings').click()
  // The slower engine: there is progress to be seen.
  await page.getByLabel('Engine').selectOption('backtrader')
  await page.getByRole('button', { name: 'Run backtest' }).click()
  await expect(page).toHaveURL(/\/backtests\/[0-9a-f-]{36}$/)
  const percent = async () =>
    Number.parseInt(await page.getByTestId('percent').innerText(), 10) || 0
  await expect.poll(percent, { timeout: 60_000 }).toBeGreaterThan(0)
  const before = await percent()
  await expect.poll(percent, { timeout: 60_000 }).toBeGreaterThan(before)
  await expect(page.getByTestId('kpi-total_return_pct')).toBeVisible({ timeout: 120_000 })
  const ask = await asking(request, account)
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  const { metrics, strategy } = (await ask('GET', `/backtests/${id}`)) as unknown as {
    metrics: Record<string, number | null>
    strategy: object
  }
  expect(JSON.stringify(strategy)).toContain('45')
  for (const [name, digits] of FIGURES) {
    const shown = (await page.getByTestId(`kpi-${name}`).innerText()).replace('−', '-')
    expect(Number(shown.replace(/[^0-9.-]/g, ''))).toBeCloseTo(metrics[name] ?? NaN, digits)
  }
})
