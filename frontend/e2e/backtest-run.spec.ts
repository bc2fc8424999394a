import type { Page } from '@playwright/test'

import { asking, CROSS, ended } from './support/api'
import { expectAccessible } from './support/axe'
import { expect, logIn, test } from './support/test'

async function percent(page: Page): Promise<number> {
  return Number.parseInt(await page.getByTestId('percent').innerText(), 10) || 0
}

const RESULT = /\/backtests\/[0-9a-f-]{36}$/

test('four answers are there already: Ctrl+Enter runs, the results appear in place', async ({
  page,
  account,
  request,
}) => {
  const ask = await asking(request, account)
  const strategy = await ask('POST', '/strategies', CROSS)
  await logIn(page, account, `/backtests/new?strategy=${strategy.id}`)
  await expect(page.getByTestId('coverage')).toContainText('Data for the whole period')
  await expect(page.getByLabel('Capital (USDT)')).toHaveValue('10000')
  // Nothing ran yet that could say how long it takes.
  await expect(page.getByTestId('last-run')).toHaveCount(0)
  await page.keyboard.press('Control+Enter')
  await expect(page).toHaveURL(RESULT)
  await expect(page.getByText('Total return').first()).toBeVisible({ timeout: 60_000 })
  await expect(page).toHaveTitle('Cross · Backtest · ApexTrade')
  await page.getByRole('link', { name: 'Run again with changes' }).click()
  await expect(page.getByTestId('last-run')).toContainText(/took \d+.*m?s \(\d{4}-\d\d-\d\d –/)
  await page.goto('/backtests')
  const row = page.getByRole('row').filter({ hasText: 'Cross' })
  await expect(row).toContainText('BTC/USDT 1h')
  await expect(row).toContainText('Completed')
})

test('progress moves, and a run can be stopped', async ({ page, account, request }) => {
  test.slow()
  const ask = await asking(request, account)
  const strategy = await ask('POST', '/strategies', { ...CROSS, timeframe: '1m' })
  await logIn(page, account, `/backtests/new?strategy=${strategy.id}`)
  await expect(page.getByTestId('coverage')).toContainText('Data for')
  await page.getByText('More settings').click()
  await page.getByLabel('Engine').selectOption('backtrader')
  await page.getByRole('button', { name: 'Run backtest' }).click()
  await expect(page).toHaveURL(RESULT)
  await expect.poll(() => percent(page), { timeout: 60_000 }).toBeGreaterThan(0)
  const before = await percent(page)
  await expect.poll(() => percent(page), { timeout: 30_000 }).toBeGreaterThan(before)
  await expect(page.getByRole('figure', { name: /Equity so far/ })).toBeVisible()
  await expect(page.getByTestId('jobs')).toHaveAccessibleName(/1 backtest is running/)
  await expectAccessible(page)
  // Leaving is safe: the run goes on, and the page finds it again.
  await page.getByTestId('jobs').click()
  await expect(page).toHaveURL(/status=running/)
  await page.getByRole('link', { name: 'Cross' }).click()
  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  const confirm = page.getByRole('button', { name: 'Stop it' })
  const stopping = page.getByRole('button', { name: 'Cancelling …' })
  const end = page.getByText('the backtest was cancelled')
  await expect(confirm.or(stopping).or(end).first()).toBeVisible()
  if (await confirm.isVisible()) await confirm.click()
  await expect(end).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('link', { name: 'Run it again' })).toBeVisible()
})

test('without a live line the page asks until the result is there', async ({
  page,
  account,
  request,
  watch,
}) => {
  watch.allow(/WebSocket/)
  await page.routeWebSocket(/\/ws$/, (socket) => socket.close())
  const ask = await asking(request, account)
  const strategy = await ask('POST', '/strategies', CROSS)
  await logIn(page, account, `/backtests/new?strategy=${strategy.id}`)
  await expect(page.getByTestId('coverage')).toContainText('Data for')
  await page.getByRole('button', { name: 'Run backtest' }).click()
  await expect(page.getByText('Total return').first()).toBeVisible({ timeout: 60_000 })
})

test('what failed says why, and one click sets the period that works', async ({
  page,
  account,
  request,
  watch,
}) => {
  watch.allow(/404/)
  const ask = await asking(request, account)
  const slow = structuredClone(CROSS)
  const [rule] = slow.entry_rules
  if (rule?.conditions[0]) rule.conditions[0].right.params.period = 300
  const strategy = await ask('POST', '/strategies', slow)
  const { items } = (await ask(
    'GET',
    '/market/coverage?symbol=BTC/USDT&timeframe=1h',
  )) as unknown as { items: { first: string }[] }
  const first = Date.parse(items[0]?.first ?? '')
  const day = (after: number) => new Date(first + after * 86_400_000).toISOString().slice(0, 10)
  const period = { start_date: day(1), end_date: day(2) }
  const run = await ask('POST', '/backtests', { strategy_id: strategy.id, ...period })
  await ended(ask, run.id)
  await logIn(page, account, `/backtests/${run.id}`)
  await expect(page.getByText('Not enough data')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Use all of it' }).click()
  await expect(page.getByLabel('From')).toHaveValue(day(1))
  await expect(page.getByLabel('Until')).not.toHaveValue(day(2))
  await page.getByLabel('From').fill('1999-01-01')
  await page.getByLabel('Until').fill('1999-02-01')
  await expect(page.getByTestId('coverage')).toContainText('No data in this period')
  await page.getByRole('button', { name: 'Run backtest' }).click()
  await page.getByRole('button', { name: `Use ${day(1)}` }).click()
  await page.getByRole('button', { name: 'Run backtest' }).click()
  await expect(page.getByText('Total return').first()).toBeVisible({ timeout: 60_000 })
})

test('a wrong number is named at its field and sends nothing', async ({
  page,
  account,
  request,
}) => {
  const ask = await asking(request, account)
  const strategy = await ask('POST', '/strategies', CROSS)
  await logIn(page, account, `/backtests/new?strategy=${strategy.id}`)
  await page.getByLabel('Slippage').fill('100')
  await page.getByLabel('Capital').fill('10,5')
  await expect(page.getByText('Read as 10.5.')).toBeVisible()
  await page.getByRole('button', { name: 'Run backtest' }).click()
  await expect(page.getByLabel('Slippage')).toHaveAttribute('aria-invalid', 'true')
  await expect(page).toHaveURL(/\/backtests\/new/)
})

test('runs are walked and picked by keys, compared, and deleted', async ({
  page,
  account,
  request,
}) => {
  test.slow()
  const ask = await asking(request, account)
  const strategy = await ask('POST', '/strategies', CROSS)
  for (const commission_pct of [0.1, 0.3, 0.5]) {
    const run = await ask('POST', '/backtests', { strategy_id: strategy.id, commission_pct })
    await ended(ask, run.id)
  }
  await logIn(page, account, '/backtests')
  await expect(page.getByRole('link', { name: 'Cross' })).toHaveCount(3)
  for (const key of ['j', 'x', 'j', 'x', 'j', 'x']) await page.keyboard.press(key)
  await page.getByRole('link', { name: 'Compare 3 runs' }).click()
  await expect(page.getByRole('figure', { name: /Equity of the runs/ })).toBeVisible()
  const settings = page.getByRole('region', { name: 'Settings of the runs' })
  await expect(settings.getByRole('row')).toHaveCount(2)
  const fees = settings.getByRole('row').filter({ hasText: 'Fee, %' })
  await expect(fees).toContainText('differs')
  await expect(fees.getByRole('cell')).toHaveText(['0.5', '0.3', '0.1'])
  const figures = page.getByRole('region', { name: 'Figures of the runs' })
  const returns = figures.getByRole('row').filter({ hasText: 'Total return' })
  // The same trades for the lowest fee: nothing else can be the best.
  await expect(returns.getByRole('cell').nth(2)).toContainText('best')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Leave out C' }).click()
  await expect(fees.getByRole('cell')).toHaveCount(2)
  // From one result the way leads over the list, with that run already selected.
  const second = page.getByRole('listitem').filter({ has: page.getByText('B', { exact: true }) })
  await second.getByRole('link').click()
  await page.getByRole('link', { name: 'Compare', exact: true }).click()
  await page.getByRole('link', { name: 'Choose runs' }).click()
  await expect(page.getByText('1 run selected: select another one.')).toBeVisible()
  await page.getByRole('link', { name: 'Cross' }).first().focus()
  await page.keyboard.press('x')
  await page.getByRole('link', { name: 'Compare 2 runs' }).click()
  await page.getByRole('link', { name: 'All backtests' }).click()
  await page.getByLabel('Status').selectOption('failed')
  await expect(page).toHaveURL(/status=failed/)
  await expect(page.getByText('No backtest matches')).toBeVisible()
  await page.getByRole('button', { name: 'Show all' }).last().click()
  await page.getByRole('button', { name: 'Delete the backtest of Cross' }).first().click()
  await page.getByRole('button', { name: 'Delete it' }).click()
  await expect(page.getByRole('link', { name: 'Cross' })).toHaveCount(2)
})

test('a strategy is found by its name among more than one list holds', async ({
  page,
  account,
  request,
}) => {
  const ask = await asking(request, account)
  for (let number = 1; number <= 22; number += 1)
    await ask('POST', '/strategies', { ...CROSS, name: `Cross ${number}` })
  const aside = await ask('POST', '/strategies', { ...CROSS, name: 'Zebra' })
  await ask('POST', `/strategies/${aside.id}/archive`)
  const last = await ask('POST', '/strategies', { ...CROSS, name: 'Zulu', symbol: 'ETH/USDT' })
  await logIn(page, account, '/backtests/new')
  const strategy = page.getByRole('combobox', { name: /^Strategy/ })
  await strategy.click()
  await expect(page.getByText('3 more: type a part of the name.')).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.type('Z')
  // What was put aside is not offered.
  await expect(page.getByRole('listbox').getByRole('option')).toHaveText([/Zulu/])
  await page.keyboard.press('Enter')
  await expect(strategy).toHaveAccessibleName('Strategy: Zulu · ETH/USDT · 1h')
  await expect(page.getByTestId('coverage')).toContainText('Data for')
  await page.goto('/backtests')
  await page.getByRole('combobox', { name: /^Strategy/ }).click()
  await page.keyboard.type('zul')
  await page.getByRole('listbox').getByRole('option', { name: /Zulu/ }).click()
  await expect(page).toHaveURL(new RegExp(`strategy=${last.id}`))
  await page.getByRole('combobox', { name: /^Market/ }).click()
  await page.keyboard.type('SOL')
  await page.getByRole('option', { name: 'SOL/USDT' }).click()
  await expect(page).toHaveURL(/symbol=SOL/)
  await expect(page.getByText('No backtest matches')).toBeVisible()
})
