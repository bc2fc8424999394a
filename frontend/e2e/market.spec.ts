import type { Page } from '@playwright/test'

import { expectAccessible } from './support/axe'
import { expect, logIn, test } from './support/test'

const chart = (page: Page) => page.getByTestId('candles').locator('canvas').first()

test('a chart moves, goes back in time and is read by keyboard', async ({ page, account }) => {
  await logIn(page, account, '/market')
  await expect(chart(page)).toBeVisible()
  await expect(page.getByTestId('countdown')).toHaveText(/\d\d:\d\d/)
  const price = page.getByTestId('price-BTC/USDT')
  const first = await price.textContent()
  await expect(price).not.toHaveText(first ?? '')

  const cursor = page.getByRole('slider', { name: /Bar under the cursor/ })
  const newest = await cursor.getAttribute('aria-valuetext')
  await cursor.focus()
  await page.keyboard.press('ArrowLeft')
  await expect(cursor).not.toHaveAttribute('aria-valuetext', newest ?? '')
  await expect(cursor).toHaveAttribute('aria-valuetext', /Open .*, High .*, Low .*, Close /)

  await page.getByRole('button', { name: '1m', exact: true }).click()
  await expect(page).toHaveURL(/timeframe=1m/)
  await expect(page.getByTestId('bars-held')).toHaveText(/^1,0\d\d bars/)
  await cursor.focus()
  await page.keyboard.press('Home')
  await expect(page.getByTestId('bars-held')).toHaveText(/^6,0\d\d bars/)
  await page.getByRole('button', { name: 'Go to live' }).click()
  await expect(page.getByRole('button', { name: 'Go to live' })).toBeHidden()

  await page.getByRole('button', { name: 'View as table' }).click()
  await expect(page.getByRole('region', { name: 'Bars as a table' })).toBeVisible()
})

test('a chart is drawn otherwise, in another time, on the whole screen', async ({
  page,
  account,
}) => {
  await logIn(page, account, '/market?symbol=AAPL&source=sim')
  await expect(chart(page)).toBeVisible()
  await expect(page).toHaveTitle('AAPL · Market · ApexTrade')
  for (const kind of ['Bars', 'Line', 'Area', 'Candles']) {
    await page.getByRole('combobox', { name: 'Chart type' }).selectOption(kind)
    await expect(chart(page)).toBeVisible()
  }
  await page.getByRole('combobox', { name: 'Chart type' }).selectOption('Line')
  const cursor = page.getByRole('slider', { name: /Bar under the cursor/ })
  const own = await cursor.getAttribute('aria-valuetext')
  await page.getByRole('combobox', { name: 'Times on the chart' }).selectOption('exchange')
  await expect(cursor).not.toHaveAttribute('aria-valuetext', own ?? '')
  await expect(page.getByText('Times in America/New_York')).toBeVisible()

  await page.getByRole('button', { name: 'Full screen' }).click()
  const whole = page.getByRole('region', { name: 'Chart', exact: true })
  await expect.poll(() => whole.boundingBox()).toMatchObject({ x: 0, y: 0 })
  await expect(page.locator('[inert]').first()).toBeAttached()
  await page.getByRole('button', { name: 'Indicators' }).click()
  await expect(page.getByPlaceholder('Search indicators')).toBeVisible()
  await page.keyboard.press('Escape')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Full screen' }).click()
  await expect(page.locator('[inert]')).toHaveCount(0)
  await page.reload()
  await expect(page.getByRole('combobox', { name: 'Chart type' })).toHaveValue('line')
})

test('silent prices say how old they are', async ({ page, account }) => {
  test.slow()
  let isSilent = false
  await page.routeWebSocket(/\/ws$/, (socket) => {
    const server = socket.connectToServer()
    server.onMessage((frame) => {
      if (!isSilent || /heartbeat|ping|pong/.test(String(frame))) socket.send(frame)
    })
  })
  await logIn(page, account, '/market')
  const price = page.getByTestId('price-BTC/USDT')
  const first = await price.textContent()
  await expect(price).not.toHaveText(first ?? '')
  isSilent = true
  await expect(page.getByText(/^No price for \d+s/)).toBeVisible({ timeout: 40_000 })
  await page.getByRole('tab', { name: 'Order book' }).click()
  await expect(page.getByText(/^Not updated for \d+s/)).toBeVisible({ timeout: 40_000 })
  isSilent = false
  await expect(page.getByText(/^No price for/)).toBeHidden()
})

test('indicators come from the catalogue with their numbers', async ({ page, account }) => {
  await logIn(page, account, '/market')
  await expect(chart(page)).toBeVisible()
  await page.getByRole('button', { name: 'Indicators' }).click()
  await page.getByPlaceholder('Search indicators').fill('relative strength')
  await page.getByRole('option', { name: /^RSI / }).click()
  const period = page.getByLabel('Period')
  await period.fill('1.5')
  await expect(page.getByText('Must be a whole number')).toBeVisible()
  await period.fill('7')
  await page.getByRole('button', { name: 'Apply' }).click()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('listitem').filter({ hasText: /RSI 7\s*\d/ })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('listitem').filter({ hasText: /RSI 7\s*\d/ })).toBeVisible()
})

test('the order book repaints and stands still when asked to', async ({ page, account }) => {
  await logIn(page, account, '/market')
  await page.getByRole('tab', { name: 'Order book' }).click()
  const book = page.getByTestId('order-book')
  await expect(book.getByRole('table')).toHaveCount(2)
  const first = await book.textContent()
  await expect(book).not.toHaveText(first ?? '')
  await page.getByRole('button', { name: 'Pause' }).click()
  const still = (await book.textContent()) ?? ''
  const price = page.getByTestId('price-BTC/USDT')
  const before = await price.textContent()
  await expect(price).not.toHaveText(before ?? '')
  await expect(book).toHaveText(still)
  await page.getByRole('combobox', { name: 'Levels' }).selectOption('25')
  await expect(book.getByRole('row')).toHaveCount(52)
  await page.getByRole('combobox', { name: 'Prices put together' }).selectOption('By 10')
  await expect.poll(() => book.getByRole('row').count()).toBeLessThan(52)
  for (const cell of await book.getByRole('cell', { name: /\.00$/ }).all())
    await expect(cell).toHaveText(/0\.00$/)
})

test('the watch list takes, orders and gives back', async ({ page, account }) => {
  await logIn(page, account, '/market')
  await page.getByRole('button', { name: 'Watch BTC/USDT' }).click()
  await expect(page.getByRole('button', { name: 'Watch BTC/USDT' })).toBeHidden()
  await page.getByRole('combobox', { name: 'Watch another instrument' }).click()
  await page.getByPlaceholder('Search symbols').fill('eth')
  await page.getByRole('option', { name: /ETH\/USDT/ }).click()
  const rows = page.getByRole('region', { name: 'Watch list' }).getByRole('listitem')
  await expect(rows).toHaveCount(2)
  await page.getByRole('button', { name: 'Edit' }).click()
  await page.getByRole('button', { name: 'Move ETH/USDT up' }).click()
  await expect(rows.first()).toContainText('ETH/USDT')
  await page.getByRole('button', { name: 'Stop watching BTC/USDT' }).click()
  await expect(rows).toHaveCount(1)
  await page.getByRole('button', { name: 'Done' }).click()
  await rows.first().getByRole('button').click()
  await expect(page.getByRole('heading', { level: 1, name: 'ETH/USDT' })).toBeVisible()
})

const FILE = `time,open,high,low,close,volume
2024-01-01T00:00Z,1,2,1,2,10
2024-01-01T01:00Z,2,1,1,2,10
2024-01-01T02:00Z,2,3,1,2.5,5
2024-01-01T03:00Z,2,3,1,2.5,5
`

test('a file is imported, its faulty row shown, and deleted again', async ({
  page,
  account,
  watch,
}) => {
  watch.allow(/422/)
  await logIn(page, account, '/market/coverage')
  const send = page.getByRole('button', { name: 'Import', exact: true })
  await send.click()
  await expect(page.getByText('Choose a file.')).toBeVisible()
  await page
    .getByLabel('File', { exact: true })
    .setInputFiles({ name: 'mine.csv', mimeType: 'text/csv', buffer: Buffer.from(FILE) })
  await page.getByLabel('Symbol', { exact: true }).fill('no symbol at all')
  await send.click()
  await expect(page.getByLabel('Symbol', { exact: true })).toHaveAttribute('aria-invalid', 'true')
  await page.getByLabel('Symbol', { exact: true }).fill('TEST/USD')
  await send.click()
  const report = page.getByTestId('import-report')
  await expect(report.getByRole('region', { name: 'Rejected rows' })).toContainText(
    'high 1 is below open 2',
  )
  await report.getByRole('link', { name: 'Open the chart' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'TEST/USD' })).toBeVisible()
  await expect(page.getByTestId('bars-held')).toHaveText(/^3 bars/)
  await page.getByRole('link', { name: 'Data', exact: true }).click()
  await page.getByRole('button', { name: /^Delete TEST\/USD/ }).click()
  await page.getByRole('button', { name: 'Delete the series' }).click()
  await expect(page.getByText('Deleted 3 bars')).toBeVisible()
  await expect(page.getByRole('button', { name: /^Delete TEST\/USD/ })).toBeHidden()
})
