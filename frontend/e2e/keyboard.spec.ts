import { readFile } from 'node:fs/promises'

import type { Locator, Page } from '@playwright/test'

import { asking, CROSS, ended } from './support/api'
import { expect, logIn, test } from './support/test'

const TABS_MOST = 120

/** Where the focus is, and whether a person can see that. */
async function focus(page: Page) {
  return page.evaluate(() => {
    const element = document.activeElement
    if (element === null || element === document.body) return null
    const { outlineStyle, outlineWidth } = getComputedStyle(element)
    const box = element.getBoundingClientRect()
    // The middle of what the window shows of it.
    const middle = (from: number, to: number, end: number) =>
      (Math.max(0, from) + Math.min(end, to)) / 2
    const there = document.elementFromPoint(
      middle(box.left, box.right, window.innerWidth),
      middle(box.top, box.bottom, window.innerHeight),
    )
    return {
      what: element.outerHTML.slice(0, 160),
      isOutlined: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2,
      isUncovered: there !== null && (element.contains(there) || there.contains(element)),
    }
  })
}

/** Press Tab until `target` has the focus; on the way it is always to be seen where it is. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target.first()).toBeVisible({ timeout: 30_000 })
  for (let pressed = 0; pressed < TABS_MOST; pressed += 1) {
    await page.keyboard.press('Tab')
    const now = await focus(page)
    if (now !== null) expect(now, now.what).toMatchObject({ isOutlined: true, isUncovered: true })
    const isThere = await target.first().evaluate((element) => element === document.activeElement)
    if (isThere) return
  }
  throw new Error(`${TABS_MOST} times Tab do not lead to ${String(target)}`)
}

test('login, template, change, backtest, a trade and the report, by keys alone', async ({
  page,
  account,
}) => {
  test.setTimeout(180_000)
  await page.goto('/login')
  await tabTo(page, page.getByLabel('E-mail'))
  await page.keyboard.type(account.email)
  await tabTo(page, page.getByLabel('Password', { exact: true }))
  await page.keyboard.type(account.password)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Dashboard' })).toBeVisible()

  await tabTo(page, page.getByRole('link', { name: 'Choose a template' }))
  await page.keyboard.press('Enter')
  const card = page.getByRole('region', { name: 'RSI dip' })
  await tabTo(page, card.getByRole('button', { name: 'Use this template' }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'RSI dip' })).toBeVisible()
  await tabTo(page, page.getByRole('link', { name: 'Edit', exact: true }))
  await page.keyboard.press('Enter')

  await tabTo(page, page.getByLabel('Right side, entry condition 1.1', { exact: true }))
  await page.keyboard.press('Control+a')
  await page.keyboard.type('40')
  await page.keyboard.press('Control+s')
  await expect(page.getByText('Saved, version 2')).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(page).toHaveURL(/\/backtests\/new\?strategy=/)
  await expect(page.getByTestId('coverage')).toContainText('Data for')
  await page.keyboard.press('Control+Enter')
  await expect(page).toHaveURL(/\/backtests\/[0-9a-f-]{36}/)
  await expect(page.getByText('Total return').first()).toBeVisible({ timeout: 60_000 })

  await tabTo(page, page.getByRole('button', { name: 'PDF', exact: true }))
  const report = page.waitForEvent('download', { timeout: 90_000 })
  await page.keyboard.press('Enter')
  const bytes = await readFile(await (await report).path())
  expect(bytes.subarray(0, 4).toString()).toBe('%PDF')

  await tabTo(page, page.getByRole('tab', { name: 'Overview' }))
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('tab', { name: 'Trades' })).toHaveAttribute('aria-selected', 'true')
  const trades = page.getByRole('region', { name: 'Trades', exact: true })
  await tabTo(page, trades.locator('[data-row]'))
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('tab', { name: 'Chart' })).toHaveAttribute('aria-selected', 'true')
  await expect(page).toHaveURL(/trade=\d+/)
})

test('g and a letter lead everywhere, and the content is next', async ({ page, account }) => {
  await logIn(page, account)
  for (const [key, name] of [
    ['s', 'Strategies'],
    ['b', 'Backtests'],
    ['m', 'Market'],
    ['e', 'Settings'],
    ['d', 'Dashboard'],
  ] as const) {
    await page.keyboard.press('g')
    await page.keyboard.press(key)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(
      key === 'm' ? /Market|\// : name,
    )
    // The skip link and the sidebar are behind: Tab goes on in the page itself.
    await expect(page.locator('#content')).toBeFocused()
    await page.keyboard.press('Tab')
    await expect(page.locator('#content :focus, #content:focus')).toHaveCount(1)
  }
})

test('dialogs give the focus back to what opened them', async ({ page, account }) => {
  await logIn(page, account)
  const search = page.getByRole('button', { name: 'Search and commands' })
  await search.click()
  await expect(page.getByRole('combobox', { name: /Search and commands/ })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(search).toBeFocused()
  for (const name of ['Theme', 'Account', 'Notifications']) {
    const opener = page.getByRole('button', { name, exact: true })
    await opener.focus()
    await page.keyboard.press('Enter')
    await expect(opener).toHaveAttribute('aria-expanded', 'true')
    await page.keyboard.press('Escape')
    await expect(opener).toBeFocused()
  }
  const link = page.getByRole('link', { name: 'Choose a template' })
  await link.focus()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  // A letter in a dialog is no shortcut behind it.
  await page.keyboard.press('g')
  await page.keyboard.press('b')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(link).toBeFocused()
  await expect(page).toHaveURL(/\/$/)
})

test('the palette leads to a page, which then has the focus', async ({ page, account }) => {
  await logIn(page, account)
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'Search and commands' })).toBeFocused()
  await page.keyboard.type('backtests')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Backtests' })).toBeVisible()
  await expect(page.locator('#content')).toBeFocused()
})

test('lists are filtered, walked, picked and added to by single keys', async ({
  page,
  account,
  request,
}) => {
  const ask = await asking(request, account)
  const { id } = await ask('POST', '/strategies', CROSS)
  await ask('POST', '/strategies', { ...CROSS, name: 'Second' })
  const run = await ask('POST', '/backtests', { strategy_id: id })
  await ended(ask, run.id)
  await logIn(page, account, '/strategies')
  await expect(page.getByRole('link', { name: 'Second' })).toBeVisible()
  await page.keyboard.press('/')
  await page.keyboard.type('Cross')
  await expect(page.getByRole('link', { name: 'Second' })).toHaveCount(0)
  // Letters that are typed are letters.
  await page.keyboard.type('njk')
  await expect(page).toHaveURL(/\/strategies\?/)
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')
  await expect(page.getByRole('link', { name: 'Second' })).toBeVisible()
  await page.locator('#content').focus()
  await page.keyboard.press('j')
  await expect(page.locator('[data-row]').first()).toBeFocused()
  await page.keyboard.press('j')
  await expect(page.locator('[data-row]').nth(1)).toBeFocused()
  await page.keyboard.press('k')
  await expect(page.locator('[data-row]').first()).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/strategies\/[0-9a-f-]{36}$/)
  await page.goto('/strategies')
  await expect(page.getByRole('link', { name: 'Second' })).toBeVisible()
  await page.keyboard.press('n')
  await expect(page).toHaveURL(/\/strategies\/new/)

  await page.goto('/backtests')
  await expect(page.getByRole('link', { name: 'Cross' })).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await expect(page.getByRole('checkbox', { checked: true })).toHaveCount(1)
  await page.keyboard.press('/')
  await expect(page.locator('main [data-filter]')).toBeFocused()
  await page.locator('#content').focus()
  await page.keyboard.press('n')
  await expect(page).toHaveURL(/\/backtests\/new/)
})

test('single keys can be switched off; those with Ctrl stay', async ({ page, account }) => {
  await logIn(page, account, '/settings?section=appearance')
  await page.getByRole('switch', { name: /single/i }).click()
  await page.locator('#content').focus()
  await page.keyboard.press('?')
  await page.keyboard.press('g')
  await page.keyboard.press('b')
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog')).toHaveCount(1)
  await expect(page.getByRole('dialog', { name: 'Search and commands' })).toBeVisible()
  await expect(page).toHaveURL(/\/settings/)
})

test('a condition is deleted and brought back by keys', async ({ page, account }) => {
  await logIn(page, account, '/strategies/new?template=rsi_dip')
  const threshold = page.getByLabel('Right side, entry condition 1.1', { exact: true })
  const second = page.getByRole('group', { name: 'Entry condition 1.2', exact: true })
  await expect(threshold).toHaveValue('30')
  await page.getByRole('group', { name: 'Entry condition 1.1', exact: true }).focus()
  await page.keyboard.press('Delete')
  await expect(second).toHaveCount(0)
  await expect(page.locator('[data-sonner-toast]')).toContainText('Undo')
  // In a field the key deletes a character, not the condition.
  await page.keyboard.press('Control+z')
  await expect(threshold).toHaveValue('30')
  await threshold.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('Delete')
  await expect(threshold).toHaveValue('0')
  await expect(second).toHaveCount(1)
})
