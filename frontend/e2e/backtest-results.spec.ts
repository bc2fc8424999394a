import { readFile } from 'node:fs/promises'

import type { Page } from '@playwright/test'

import { expectAccessible } from './support/axe'
import { finishedRun, type Run } from './support/demo'
import type { Credentials } from './support/platform'
import { expect, logIn, test } from './support/test'

async function opened(page: Page, admin: Credentials, run: Run, query = ''): Promise<void> {
  await logIn(page, admin, `/backtests/${run.id}${query}`)
  await expect(page.getByRole('tab', { name: 'Overview' })).toBeVisible({ timeout: 30_000 })
}

async function saved(page: Page, press: () => Promise<void>): Promise<Buffer> {
  const coming = page.waitForEvent('download')
  await press()
  return readFile(await (await coming).path())
}

/** Return the percent that a cell says; its minus may be a typographic one. */
function percentOf(text: string): number {
  return Number(text.replace('−', '-').replace(/[^0-9.+-]/g, ''))
}

test.describe('the result of a backtest', () => {
  let run: Run
  test.beforeEach(async ({ request, admin }) => {
    test.slow()
    run = await finishedRun(request, admin)
  })

  test('has the figures of the API, each with its meaning', async ({ page, admin }) => {
    await opened(page, admin, run)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(run.strategy_name)
    const shown = async (name: string) =>
      percentOf(await page.getByTestId(`kpi-${name}`).innerText())
    for (const name of ['total_return_pct', 'max_drawdown_pct', 'sharpe_ratio', 'total_trades'])
      expect(await shown(name)).toBeCloseTo(run.metrics[name] ?? NaN, 1)
    await page.getByRole('button', { name: 'Sharpe ratio' }).focus()
    await expect(page.getByRole('tooltip')).toContainText('mean(r − rf/A)')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /No look-ahead/ }).click()
    await expect(page.getByRole('dialog', { name: 'What was proven' })).toBeVisible()
    await expect(page.getByText('Past simulated results do not predict')).toBeVisible()
  })

  test('has months that compound to their year', async ({ page, admin }) => {
    await opened(page, admin, run)
    const months = page.getByRole('region', { name: 'Returns by month' })
    await expect(months).toBeVisible()
    for (const row of await months.locator('tbody tr').all()) {
      const cells = await row.locator('td').allInnerTexts()
      const year = percentOf(cells.pop() ?? '')
      const grown = cells
        .filter(Boolean)
        .reduce((all, cell) => all * (1 + percentOf(cell) / 100), 1)
      // Each of twelve cells is rounded to a tenth of a percent.
      expect(Math.abs((grown - 1) * 100 - year)).toBeLessThan(1)
    }
  })

  test('shows a trade of the table in the chart and back', async ({ page, admin }) => {
    await opened(page, admin, run, '?tab=trades')
    const table = page.getByRole('region', { name: 'Trades' })
    await table.locator('tr[data-row="0"]').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await expect(table.locator('tr[data-row="2"]')).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/tab=chart/)
    await expect(page.getByText(/^Trade #3 /)).toBeVisible()
    await expect(page.getByTestId('candles').locator('canvas').first()).toBeVisible()
    await page.getByRole('button', { name: 'Next trade' }).click()
    await expect(page.getByText(/^Trade #4 /)).toBeVisible()
    await page.getByRole('button', { name: 'Show in the table' }).click()
    await expect(table.locator('tr[aria-current="true"]')).toContainText('4')
    await page.goBack()
    await expect(page.getByText(/^Trade #4 /)).toBeVisible()
  })

  test('filters its trades with their totals, and saves them as CSV', async ({ page, admin }) => {
    await opened(page, admin, run, '?tab=trades')
    const trades = run.metrics.total_trades ?? 0
    const totals = page.getByTestId('trade-totals')
    await expect(totals).toContainText(`Trades${trades}`)
    const all = await saved(page, () => page.getByRole('button', { name: 'CSV of trades' }).click())
    expect(all.toString('utf8').trimEnd().split('\r\n')).toHaveLength(trades + 1)
    await page.getByLabel('Outcome', { exact: true }).selectOption('won')
    await expect(page).toHaveURL(/outcome=won/)
    await expect(totals).toContainText('100.00')
    const won = Number((await totals.innerText()).match(/(\d+) of/)?.[1])
    expect(won).toBeLessThan(trades)
    const part = await saved(page, () =>
      page.getByRole('button', { name: `CSV of ${won}` }).click(),
    )
    expect(part.toString('utf8').trimEnd().split('\r\n')).toHaveLength(won + 1)
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await expect(page).not.toHaveURL(/outcome/)
  })

  test('is saved as PDF', async ({ page, admin }) => {
    await opened(page, admin, run)
    const file = await saved(page, () => page.getByRole('button', { name: 'PDF' }).click())
    expect(file.subarray(0, 4).toString()).toBe('%PDF')
  })

  test('asks by name before it deletes', async ({ page, admin }) => {
    await opened(page, admin, run)
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    const dialog = page.getByRole('alertdialog')
    await expect(dialog).toContainText(run.strategy_name)
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await expect(page.getByRole('button', { name: 'Delete', exact: true })).toBeFocused()
  })

  test('draws only what is in view of 20,000 trades', async ({ page, admin }) => {
    await page.route(/\/trades\?/, (route) => {
      const asked = Number(new URL(route.request().url()).searchParams.get('page'))
      const items = Array.from({ length: 100 }, (_, at) => {
        const number = (asked - 1) * 100 + at + 1
        const entry = Date.UTC(2020, 0, 1) + number * 3_600_000
        return {
          number,
          side: number % 3 ? 'long' : 'short',
          entry_time: new Date(entry).toISOString(),
          exit_time: new Date(entry + 5_400_000).toISOString(),
          ...{ entry_price: 100, exit_price: 101, quantity: 1, pnl: number - 10_000 },
          ...{ return_pct: 1, reason: 'exit_rule', entry_rule: 0, exit_rule: 0, entry_fee: 1 },
          ...{ exit_fee: 1, borrow: 0, stop_price: null, target_price: null, mae_pct: -1 },
          ...{ mfe_pct: 2, entry_bar: number, exit_bar: number + 1 },
        }
      })
      return route.fulfill({ json: { items, page: asked, limit: 100, total: 20_000 } })
    })
    await opened(page, admin, run, '?tab=trades')
    const table = page.getByRole('region', { name: 'Trades' })
    await expect(page.getByTestId('trade-totals')).toContainText('20,000', { timeout: 30_000 })
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
    await expect(table.locator('tr[data-row="0"]')).toContainText('20000')
  })

  test('without a trade says so and what to change', async ({ page, admin }) => {
    await page.route(new RegExp(`/api/v1/backtests/${run.id}$`), async (route) => {
      const answer = await route.fetch()
      const body = (await answer.json()) as { result: Record<string, unknown> }
      Object.assign(body.result, { total_trades: 0, win_rate_pct: null, open_position: null })
      Object.assign(body.result, { undefined: { win_rate_pct: 'no_trades' } })
      await route.fulfill({ response: answer, json: body })
    })
    await page.route(/\/trades\?/, (route) =>
      route.fulfill({ json: { items: [], page: 1, limit: 100, total: 0 } }),
    )
    await opened(page, admin, run)
    await expect(page.getByRole('heading', { name: 'This strategy closed no trade' })).toBeVisible()
    await expect(page.getByTestId('kpi-win_rate_pct')).toHaveText('–')
    await expect(page.getByRole('link', { name: 'Edit the rules' })).toBeVisible()
    const period = page.getByRole('link', { name: 'Change the period' })
    await expect(period).toHaveAttribute('href', new RegExp(`/backtests/new\\?from=${run.id}`))
  })
})
