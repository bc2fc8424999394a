import { asking, CROSS, ended, type Ask } from './support/api'
import type { Run } from './support/demo'
import { opened, percentOf } from './support/results'
import { expect, test } from './support/test'

/** A strategy that enters whenever it can, at no cost to speak of. */
const BUSY = {
  ...CROSS,
  name: 'Busy',
  timeframe: '1m',
  entry_rules: [
    {
      name: 'Always',
      signal: 'BUY',
      conditions: [{ left: { price: 'close' }, operator: 'greater_than', right: 0 }],
    },
  ],
  risk_management: { stop_loss_pct: 0.02, take_profit_pct: 0.02 },
}

/** Return a period that ends with the stored minutes. */
async function lastDays(ask: Ask, count: number) {
  const { items } = (await ask(
    'GET',
    '/market/coverage?symbol=BTC/USDT&timeframe=1m',
  )) as unknown as { items: { last: string }[] }
  const end = Date.parse((items[0]?.last ?? '').slice(0, 10))
  const day = (before: number) => new Date(end - before * 86_400_000).toISOString().slice(0, 10)
  return { start_date: day(count), end_date: day(0) }
}

test('a long run draws only what is in view of 20,000 trades', async ({
  page,
  account,
  request,
}) => {
  test.slow()
  const ask = await asking(request, account)
  const strategy = await ask('POST', '/strategies', BUSY)
  const busy = await ask('POST', '/backtests', {
    ...{ strategy_id: strategy.id, commission_pct: 0, slippage_pct: 0 },
    ...(await lastDays(ask, 20)),
  })
  await ended(ask, busy.id)
  const done = (await ask('GET', `/backtests/${busy.id}`)) as Run
  expect(done.metrics.total_trades).toBeGreaterThan(20_000)
  const asked: string[] = []
  page.on('request', (each) => {
    if (each.url().includes('/trades')) asked.push(each.url())
  })
  await opened(page, account, done, '?tab=trades')
  const table = page.getByRole('region', { name: 'Trades' })
  await expect(page.getByTestId('trade-totals')).toContainText('20,000', { timeout: 30_000 })
  await expect(page.getByText(/^The first 20,000 of/)).toBeVisible()
  expect(asked, 'one answer brings all of them').toHaveLength(1)
  expect(await table.locator('tr[data-row]').count()).toBeLessThan(60)
  await table.locator('tr[data-row="0"]').focus()
  await page.keyboard.press('End')
  await expect(table.locator('tr[data-row="19999"]')).toBeFocused()
  await table.getByRole('button', { name: 'P&L' }).click()
  await table
    .getByRole('columnheader', { name: 'P&L' })
    .and(page.locator('[aria-sort=descending]'))
    .waitFor()
  await table.evaluate((box) => box.scrollTo(0, 0))
  const profits = await table.locator('tr[data-row] td:nth-child(8)').allInnerTexts()
  expect(profits.map(percentOf)).toEqual(profits.map(percentOf).sort((a, b) => b - a))
})

test('a run without a trade says so and what to change', async ({ page, account, request }) => {
  const ask = await asking(request, account)
  const never = structuredClone(BUSY)
  if (never.entry_rules[0]?.conditions[0]) never.entry_rules[0].conditions[0].right = 1e9
  const strategy = await ask('POST', '/strategies', never)
  const idle = await ask('POST', '/backtests', {
    strategy_id: strategy.id,
    ...(await lastDays(ask, 2)),
  })
  await ended(ask, idle.id)
  await opened(page, account, (await ask('GET', `/backtests/${idle.id}`)) as Run)
  await expect(page.getByRole('heading', { name: 'This strategy closed no trade' })).toBeVisible()
  await expect(page.getByTestId('kpi-win_rate_pct')).toHaveText('–')
  await expect(page.getByRole('link', { name: 'Edit the rules' })).toBeVisible()
  const period = page.getByRole('link', { name: 'Change the period' })
  await expect(period).toHaveAttribute('href', new RegExp(`/backtests/new\\?from=${idle.id}`))
})
