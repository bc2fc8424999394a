import type { APIRequestContext, Page } from '@playwright/test'

import { expectAccessible, expectNoSideways } from './support/axe'
import type { Credentials } from './support/platform'
import { expect, logIn, test } from './support/test'

const DOCUMENT = {
  name: 'Dip',
  symbol: 'BTC/USDT',
  timeframe: '1h',
  entry_rules: [
    {
      name: 'Sold off',
      signal: 'BUY',
      conditions: [{ left: { indicator: 'RSI' }, operator: 'less_than', right: 30 }],
    },
  ],
  exit_rules: [],
  risk_management: { stop_loss_pct: 4 },
}

/** Talk to the API as the account, to put things where a test begins. */
async function asking(request: APIRequestContext, { email, password }: Credentials) {
  const login = await request.post('/api/v1/auth/login', { data: { email, password } })
  expect(login.status(), await login.text()).toBe(200)
  const { access_token } = (await login.json()) as { access_token: string }
  const headers = { authorization: `Bearer ${access_token}` }
  return async (method: 'POST' | 'PUT', path: string, data?: object) => {
    const answer = await request.fetch(`/api/v1/strategies${path}`, { method, headers, data })
    expect(answer.ok(), await answer.text()).toBe(true)
    return (await answer.json()) as { id: string; version: number }
  }
}

function row(page: Page, name: string) {
  return page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) })
}

async function choose(page: Page, name: string, item: string) {
  await page.getByRole('button', { name: `More for ${name}`, exact: true }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

test('a new account finds templates first and makes one its own', async ({ page, account }) => {
  await logIn(page, account, '/strategies')
  await expect(page.getByText('No strategy yet')).toBeVisible()
  const card = page.getByRole('region', { name: 'RSI dip' })
  await expect(card).toContainText('Buy when RSI(14) crosses below 30')
  await card.getByRole('button', { name: 'Use this template' }).click()
  await expect(page).toHaveURL(/\/strategies\/[0-9a-f-]{36}$/)
  await expect(page.getByRole('heading', { level: 1, name: 'RSI dip' })).toBeVisible()
  await expect(page).toHaveTitle('RSI dip · Strategy · ApexTrade')
  await expect(page.getByText('Not put to the test yet')).toBeVisible()
})

test('the list is filtered, sorted and walked by keys; its address says how', async ({
  page,
  account,
  request,
}) => {
  const ask = await asking(request, account)
  await ask('POST', '', { ...DOCUMENT, name: 'Alpha' })
  await ask('POST', '', { ...DOCUMENT, name: 'Beta', symbol: 'ETH/USDT' })
  await logIn(page, account, '/strategies')
  await page.getByRole('button', { name: 'Name', exact: true }).click()
  await expect(page).toHaveURL(/sort=name/)
  await expect(page.getByRole('columnheader', { name: 'Name' })).toHaveAttribute(
    'aria-sort',
    'ascending',
  )
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await expect(page.getByRole('link', { name: 'Beta', exact: true })).toBeFocused()
  await page.keyboard.press('k')
  await expect(page.getByRole('link', { name: 'Alpha', exact: true })).toBeFocused()
  await page.keyboard.press('/')
  await page.keyboard.type('bet')
  await expect(row(page, 'Alpha')).toBeHidden()
  await expect(row(page, 'Beta')).toBeVisible()
  await page.reload()
  await expect(row(page, 'Beta')).toBeVisible()
  await expect(row(page, 'Alpha')).toBeHidden()
  await page.getByRole('button', { name: 'Clear the filter' }).first().click()
  await expect(row(page, 'Alpha')).toBeVisible()
  await page.getByRole('link', { name: 'Alpha', exact: true }).press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Alpha' })).toBeVisible()
})

test('saved twice, compared and restored', async ({ page, account, request }) => {
  const ask = await asking(request, account)
  const { id } = await ask('POST', '', DOCUMENT)
  await ask('PUT', `/${id}`, {
    ...DOCUMENT,
    timeframe: '4h',
    risk_management: { stop_loss_pct: 5, take_profit_pct: 9 },
  })
  await logIn(page, account, `/strategies/${id}`)
  await page.getByRole('tab', { name: 'Versions' }).click()
  await expect(page.getByText('3 differences from version 1 to version 2')).toBeVisible()
  const changes = page.getByRole('region', { name: 'What changed' }).getByRole('listitem')
  await expect(changes.filter({ hasText: 'Timeframe' })).toContainText(/Changed.*Before1hAfter4h/)
  await expect(changes.filter({ hasText: 'Stop loss, %' })).toContainText(/Before4After5/)
  await expect(changes.filter({ hasText: 'Take profit, %' })).toContainText(/Added.*After9/)
  await page.getByRole('button', { name: 'Restore version 1' }).click()
  await expect(page.getByRole('alertdialog')).toContainText('Restore version 1 of “Dip”?')
  await expectAccessible(page)
  await page.getByRole('alertdialog').getByRole('button', { name: 'Restore version 1' }).click()
  await expect(page.getByText('restored from version 1')).toBeVisible()
  await expect(page.getByText('3 differences from version 2 to version 3')).toBeVisible()
})

test('cloned, put aside, taken back and deleted', async ({ page, account, request }) => {
  const ask = await asking(request, account)
  await ask('POST', '', DOCUMENT)
  await logIn(page, account, '/strategies')
  await choose(page, 'Dip', 'Clone')
  await expect(page.getByRole('heading', { level: 1, name: 'Dip (copy)' })).toBeVisible()
  await page.goto('/strategies')
  await choose(page, 'Dip', 'Archive')
  await expect(row(page, 'Dip')).toBeHidden()
  await page.getByLabel('State').selectOption('Archived')
  await expect(row(page, 'Dip')).toContainText('Archived')
  await choose(page, 'Dip', 'Take out of the archive')
  await expect(page.getByText('No strategy matches')).toBeVisible()
  await page.getByRole('button', { name: 'Clear the filter' }).first().click()
  await choose(page, 'Dip (copy)', 'Delete')
  await expect(page.getByRole('alertdialog')).toContainText('Delete “Dip (copy)”?')
  await page.getByRole('button', { name: 'Delete strategy' }).click()
  await expect(row(page, 'Dip (copy)')).toBeHidden()
  await expect(row(page, 'Dip')).toBeVisible()
})

test('several are put aside at once, the active one among them is not', async ({
  page,
  account,
  request,
}) => {
  const ask = await asking(request, account)
  for (const name of ['Alpha', 'Beta']) await ask('POST', '', { ...DOCUMENT, name })
  const { id } = await ask('POST', '', { ...DOCUMENT, name: 'Gamma', symbol: 'ETH/USDT' })
  await ask('POST', `/${id}/activate`)
  await logIn(page, account, '/strategies?sort=name')
  await expect(row(page, 'Alpha')).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await expect(page.getByRole('checkbox', { name: 'Choose Alpha' })).toBeChecked()
  const bar = page.getByRole('group', { name: 'Chosen strategies' })
  await bar.getByRole('button', { name: 'Choose all shown' }).click()
  await expect(bar).toContainText('3 chosen')
  await expectAccessible(page)
  await bar.getByRole('button', { name: 'Archive 2' }).click()
  await expect(page.getByText('2 strategies archived.')).toBeVisible()
  await expect(row(page, 'Alpha')).toBeHidden()
  await expect(row(page, 'Gamma')).toBeVisible()
  await page.getByRole('checkbox', { name: 'Choose Gamma' }).click()
  await bar.getByRole('button', { name: 'Pause 1' }).click()
  await expect(row(page, 'Gamma')).toContainText('Paused')
  await page.getByLabel('Market').selectOption('ETH/USDT')
  await expect(page).toHaveURL(/symbol=ETH/)
  await expect(row(page, 'Gamma')).toBeVisible()
})

test('an active strategy says why it cannot be deleted and can be paused', async ({
  page,
  account,
  request,
}) => {
  const ask = await asking(request, account)
  const { id } = await ask('POST', '', DOCUMENT)
  await ask('POST', `/${id}/activate`)
  await logIn(page, account, `/strategies/${id}`)
  await choose(page, 'Dip', 'Delete')
  await expect(page.getByRole('alertdialog')).toContainText('neither changed nor deleted')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('button', { name: 'More for Dip' })).toBeFocused()
  await page.getByRole('button', { name: 'Pause it' }).click()
  await expect(page.getByText('This strategy is active')).toBeHidden()
  await expect(page.getByText('Paused', { exact: true })).toBeVisible()
})

test('a strategy of somebody else is not there', async ({
  page,
  account,
  admin,
  request,
  watch,
}) => {
  watch.allow(/404/)
  const ask = await asking(request, admin)
  const { id } = await ask('POST', '', DOCUMENT)
  await logIn(page, account, `/strategies/${id}`)
  await expect(page.getByText('This strategy does not exist')).toBeVisible()
  await page.getByRole('link', { name: 'See your strategies' }).click()
  await expect(page).toHaveURL(/\/strategies$/)
})

test('an absurd name with markup in it stays a name', async ({ page, account, request }) => {
  const ask = await asking(request, account)
  const name = `<img src=x onerror=alert(1)>${'W'.repeat(70)}`
  const { id } = await ask('POST', '', { ...DOCUMENT, name })
  await page.setViewportSize({ width: 320, height: 800 })
  await logIn(page, account, '/strategies')
  await expect(page.getByRole('link', { name })).toBeVisible()
  await expectNoSideways(page)
  await page.goto(`/strategies/${id}`)
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await expectNoSideways(page)
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`strategies are accessible in ${colorScheme}`, async ({ page, account, request }) => {
    test.slow()
    await page.emulateMedia({ colorScheme })
    const ask = await asking(request, account)
    const { id } = await ask('POST', '', DOCUMENT)
    await ask('PUT', `/${id}`, { ...DOCUMENT, timeframe: '4h' })
    await logIn(page, account, '/strategies')
    const places = [
      ['/strategies', 'Dip'],
      ['/strategies?tab=templates', 'RSI dip'],
      [`/strategies/${id}`, 'The rules in words'],
      [`/strategies/${id}?tab=versions`, 'difference from version 1'],
    ] as const
    for (const [path, shown] of places) {
      await page.goto(path)
      for (const width of [1280, 320]) {
        await page.setViewportSize({ width, height: 800 })
        await expect(page.getByText(shown).first()).toBeVisible()
        await expectAccessible(page)
        await expectNoSideways(page)
      }
    }
    await page.getByRole('button', { name: 'More for Dip' }).click()
    await expectAccessible(page)
  })
}
