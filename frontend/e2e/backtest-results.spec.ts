import { readFile } from 'node:fs/promises'

import type { Page } from '@playwright/test'

import { expectAccessible } from './support/axe'
import { finishedRun, type Run } from './support/demo'
import { opened, percentOf } from './support/results'
import { expect, test } from './support/test'

async function saved(page: Page, press: () => Promise<void>): Promise<Buffer> {
  const coming = page.waitForEvent('download')
  await press()
  return readFile(await (await coming).path())
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
    let [whole, years] = [1, 0]
    for (const row of await months.locator('tbody tr').all()) {
      const cells = await row.locator('td').allInnerTexts()
      const year = percentOf(cells.pop() ?? '')
      const months = cells.filter(Boolean).map(percentOf)
      const grown = months.reduce((all, month) => all * (1 + month / 100), 1)
      // Each of twelve cells is rounded to a tenth of a percent.
      expect(Math.abs((grown - 1) * 100 - year)).toBeLessThan(0.06 * (months.length + 1))
      whole *= 1 + year / 100
      years += 1
    }
    // The years make up the total return of the run.
    expect(years).toBeGreaterThan(0)
    const total = run.metrics.total_return_pct ?? NaN
    expect(Math.abs((whole - 1) * 100 - total)).toBeLessThan(0.1 * years)
  })

  test('has bars of returns that the arrow keys count', async ({ page, admin }) => {
    await opened(page, admin, run)
    const bars = page.getByRole('slider', { name: /returns of .* arrow keys/ })
    await bars.focus()
    await page.keyboard.press('Home')
    const last = Number(await bars.getAttribute('aria-valuemax'))
    let trades = 0
    for (let at = 0; at <= last; at += 1) {
      await expect(bars).toHaveAttribute('aria-valuenow', String(at))
      const words = (await bars.getAttribute('aria-valuetext')) ?? ''
      trades += Number(/: (\d+)$/.exec(words)?.[1])
      await page.keyboard.press('ArrowRight')
    }
    expect(trades).toBe(run.metrics.total_trades)
    await page.keyboard.press('Escape')
    await expect(bars).toHaveAttribute('aria-valuetext', /below zero/)
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

  test('shows a part of the curve, by keys, by buttons and by pointer', async ({ page, admin }) => {
    await opened(page, admin, run)
    const curve = page.getByRole('figure', { name: /^Equity of/ })
    const whole = (await curve.getAttribute('aria-label')) ?? ''
    const points = async () => {
      const file = await saved(page, () =>
        curve.getByRole('button', { name: 'CSV', exact: true }).click(),
      )
      return file.toString('utf8').trimEnd().split('\r\n').slice(1)
    }
    const all = await points()
    await curve.getByRole('button', { name: 'Last month' }).click()
    await expect(page).toHaveURL(/zoom_from=\d+&zoom_to=\d+/)
    await expect(curve).not.toHaveAccessibleName(whole)
    const month = await points()
    expect(month.length).toBeLessThan(all.length)
    expect(month.at(-1)).toBe(all.at(-1))
    const start = curve.getByRole('slider', { name: 'Shown from' })
    await start.focus()
    await page.keyboard.press('ArrowRight')
    await expect.poll(async () => (await points()).length).toBe(month.length - 1)
    await page.reload()
    await expect(curve).toBeVisible()
    expect(await points()).toHaveLength(month.length - 1)
    await curve.getByRole('button', { name: 'The whole period' }).click()
    await expect(curve).toHaveAccessibleName(whole)
    await curve.getByTestId('zoom').scrollIntoViewIfNeeded()
    const brush = await curve.getByTestId('zoom').boundingBox()
    if (brush === null) throw new Error('the brush is not there')
    const [x, y] = [brush.x + brush.width * 0.4, brush.y + brush.height / 2]
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x + brush.width * 0.2, y, { steps: 4 })
    await page.mouse.up()
    await expect(curve).not.toHaveAccessibleName(whole)
    await curve.getByRole('button', { name: 'View as table' }).click()
    await expect(page.getByRole('region', { name: 'Equity as a table' })).toBeVisible()
    await expectAccessible(page)
  })

  test('says the distribution of returns in numbers too', async ({ page, admin }) => {
    await opened(page, admin, run)
    const returns = page.getByRole('figure', { name: /^Net returns of closed trades/ })
    await returns.getByRole('button', { name: 'View as table' }).click()
    const rows = page.getByRole('region', { name: /Net returns .* as a table/ }).locator('tbody tr')
    const counted = async () => {
      const counts = await rows.locator('td:last-child').allInnerTexts()
      return counts.reduce((all, each) => all + Number(each), 0)
    }
    await expect.poll(counted).toBe(run.metrics.total_trades)
  })
})
