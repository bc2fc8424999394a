import type { Locator, Page } from '@playwright/test'

import type { Row } from './pages'
import type { Stock } from './stock'
import { expect } from './test'

/** Something that opens above a page, as the sweep meets it. A new one is one row. */
export interface Overlay extends Pick<Row, 'name' | 'path' | 'says'> {
  role: 'dialog' | 'alertdialog' | 'menu' | 'tooltip'
  /** Open it as a person does, and return what has the focus again once it is closed. */
  open: (page: Page) => Promise<Locator>
  /** What is in it once it has what it asked for. */
  shown: RegExp
  /** A phone shows it in another way. */
  isOnPhone?: boolean
  /** What opens it changes the page, so that it is opened once. */
  isOnce?: boolean
}

const pressed = async (opener: Locator) => {
  await opener.click()
  return opener
}

const button = (name: string | RegExp) => (page: Page) =>
  pressed(page.getByRole('button', { name }).first())

const picker = (name: RegExp) => (page: Page) =>
  pressed(page.getByRole('combobox', { name }).first())

/** Choose `item` of the menu behind the button `name`. */
const behind = (name: RegExp, item: RegExp) => async (page: Page) => {
  const opener = await button(name)(page)
  await page.getByRole('menuitem', { name: item }).click()
  return opener
}

/** Press `keys` while a link of the page has the focus. */
const key = (keys: string) => async (page: Page) => {
  const link = page.getByRole('link', { name: 'Strategies' }).first()
  await link.focus()
  await page.keyboard.press(keys)
  return link
}

async function searched(page: Page): Promise<Locator> {
  const opener = await button('Search and commands')(page)
  await page.getByRole('combobox', { name: /Search and commands/ }).fill('W')
  return opener
}

async function forgotten(page: Page): Promise<Locator> {
  await button('Keep entry rule 1 for other strategies')(page)
  await page.getByLabel('Name of the saved rule').fill('kept')
  await page.getByRole('button', { name: 'Keep the rule' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await button('Use a saved rule to enter')(page)
  return button('Forget kept')(page)
}

async function left(page: Page): Promise<Locator> {
  await page.getByLabel('Name', { exact: true }).fill('Half done')
  return pressed(page.getByRole('link', { name: 'Strategies' }).first())
}

/** Ask to disable the last account, by a login that is too old for it. */
async function doubted(page: Page): Promise<Locator> {
  await page.route('**/api/v1/admin/users/*', (route) =>
    route.fulfill({
      status: 403,
      contentType: 'application/problem+json',
      json: { status: 403, code: 1005, detail: 'this needs a login of the last five minutes' },
    }),
  )
  const opener = await behind(/^Change /, /Disable/)(page)
  await page.getByRole('button', { name: 'Disable the account' }).click()
  return opener
}

const list = () => '/strategies'
const strategy = (own: Stock) => `/strategies/${own.strategy}`
const builder = (own: Stock) => `/strategies/${own.strategy}/edit`
const result = (own: Stock) => `/backtests/${own.run}`

export const OVERLAYS: readonly Overlay[] = [
  { name: 'account', path: '/', role: 'menu', open: button('Account'), shown: /Log out/ },
  { name: 'theme', path: '/', role: 'menu', open: button('Theme'), shown: /System/ },
  { name: 'notifications', path: '/', role: 'dialog', open: button(/^Notif/), shown: /./ },
  {
    ...{ name: 'search and commands', path: '/', role: 'dialog' },
    ...{ open: button('Search and commands'), shown: /Backtests/ },
  },
  { name: 'what a search finds', path: '/', role: 'dialog', open: searched, shown: /WWWWW/ },
  { name: 'search by its keys', path: '/', role: 'dialog', open: key('Control+k'), shown: /Backt/ },
  { name: 'shortcuts', path: '/', role: 'dialog', open: key('?'), shown: /Save the strategy/ },
  {
    ...{ name: 'menu of a listed strategy', path: list, role: 'menu' },
    ...{ open: button(/^More for/), shown: /Clone/ },
  },
  {
    ...{ name: 'deletion of a listed strategy', path: list, role: 'alertdialog' },
    ...{ open: behind(/^More for/, /Delete/), shown: /removed for good/ },
  },
  {
    ...{ name: 'menu of a strategy', path: strategy, role: 'menu' },
    ...{ open: button(/^More for/), shown: /Clone/ },
  },
  {
    ...{ name: 'restored version', path: (own) => `${strategy(own)}?tab=versions` },
    ...{ role: 'alertdialog', open: button('Restore version 1'), shown: /Nothing is lost/ },
  },
  {
    ...{ name: 'operand', path: builder, role: 'dialog' },
    ...{ open: button(/^Left side, entry condition 1/), shown: /Period/ },
  },
  {
    ...{ name: 'operand on a phone', path: builder, role: 'dialog', isOnPhone: true },
    ...{ open: button(/^Left side, entry condition 1/), shown: /Period/ },
  },
  {
    ...{ name: 'market of a strategy', path: builder, role: 'dialog' },
    ...{ open: button(/^Market: /), shown: /ETH.USDT/ },
  },
  {
    ...{ name: 'rule to keep', path: builder, role: 'dialog' },
    ...{ open: button('Keep entry rule 1 for other strategies'), shown: /refer to it/ },
  },
  {
    ...{ name: 'rule to forget', path: builder, role: 'alertdialog', isOnce: true },
    ...{ open: forgotten, shown: /can no longer run/ },
  },
  {
    ...{ name: 'saved rules', path: builder, role: 'dialog' },
    ...{ open: button('Use a saved rule to exit'), shown: /for the other side/ },
  },
  {
    ...{ name: 'changes left behind', path: '/strategies/new?template=rsi_dip' },
    ...{ role: 'alertdialog', open: left, shown: /kept in this browser/ },
  },
  {
    ...{ name: 'strategies to filter by', path: '/backtests', role: 'dialog' },
    ...{ open: picker(/^Strategy/), shown: /WWWWW/ },
  },
  {
    ...{ name: 'markets to filter by', path: '/backtests', role: 'dialog' },
    ...{ open: picker(/^Market/), shown: /USDT/ },
  },
  {
    ...{ name: 'deletion of a listed backtest', path: '/backtests', role: 'alertdialog' },
    ...{ open: button(/^Delete the backtest of/), shown: /gone for good/ },
  },
  {
    ...{ name: 'strategies to run', path: '/backtests/new', role: 'dialog' },
    ...{ open: picker(/^Strategy/), shown: /WWWWW/ },
  },
  {
    ...{ name: 'deletion of a result', path: result, role: 'alertdialog' },
    ...{ open: button('Delete'), shown: /removed for good/ },
  },
  { name: 'proof', path: result, role: 'dialog', open: button(/proven/), shown: /agreement/i },
  {
    ...{ name: 'figure', path: result, role: 'tooltip' },
    ...{ open: button('Sharpe ratio'), shown: /Engine/ },
  },
  {
    ...{ name: 'instruments', path: '/market', role: 'dialog' },
    ...{ open: picker(/^Symbol: /), shown: /ETH.USDT/ },
  },
  {
    ...{ name: 'instruments to watch', path: '/market', role: 'dialog' },
    ...{ open: picker(/^Watch another/), shown: /ETH.USDT/ },
  },
  {
    ...{ name: 'indicators', path: '/market', role: 'dialog' },
    ...{ open: button(/^Indicators/), shown: /MACD/ },
  },
  {
    ...{ name: 'chosen indicators', path: '/market?indicators=RSI;EMA', role: 'dialog' },
    ...{ open: button(/^Indicators/), shown: /Add another/ },
  },
  {
    ...{ name: 'symbols to filter by', path: '/market/coverage', role: 'dialog' },
    ...{ open: picker(/^Filter by symbol/), shown: /ETH.USDT/ },
  },
  {
    ...{ name: 'deletion of candles', path: '/market/coverage', role: 'alertdialog' },
    ...{ open: button(/^Delete X+/), shown: /gone for good/ },
  },
  {
    ...{ name: 'time zones', path: '/settings', role: 'dialog' },
    ...{ open: button(/^Time zone/), shown: /Europe.Paris/ },
  },
  {
    ...{ name: 'end of another session', path: '/settings?section=sessions' },
    ...{ role: 'alertdialog', open: button(/^Log out .+,/), shown: /must log in again/ },
  },
  {
    ...{ name: 'end of all other sessions', path: '/settings?section=sessions' },
    ...{ role: 'alertdialog', open: button('Log out all others'), shown: /must log in again/ },
  },
]

export const OF_ADMINS: readonly Overlay[] = [
  {
    ...{ name: 'job', path: '/admin?tab=jobs', role: 'dialog' },
    ...{ open: button(/^Details of/), shown: /Attempts/ },
  },
  {
    ...{ name: 'series', path: '/admin?tab=coverage', role: 'dialog' },
    ...{ open: button(/^BTC\/USDT, 1h/), shown: /Longest gap/ },
  },
  {
    ...{ name: 'menu of a user', path: '/admin?tab=users', role: 'menu' },
    ...{ open: button(/^Change /), shown: /Disable the account/ },
  },
  {
    ...{ name: 'disabled user', path: '/admin?tab=users', role: 'alertdialog' },
    ...{ open: behind(/^Change /, /Disable/), shown: /signed out everywhere/ },
  },
  {
    ...{ name: 'password once more', path: '/admin?tab=users', role: 'dialog' },
    ...{ says: / 403 /, open: doubted, shown: /Is it still you/ },
  },
]
