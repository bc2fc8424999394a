import { expectAccessible, expectNoSideways } from './support/axe'
import { side, TEMPLATE } from './support/builder'
import { expect, logIn, test } from './support/test'

test('a rule is kept once and used in another strategy', async ({ page, account, watch }) => {
  test.slow()
  // The preview of a reference to what is gone is refused.
  watch.allow(/422/)
  await logIn(page, account, TEMPLATE)
  await page.getByRole('button', { name: 'Keep entry rule 1 for other strategies' }).click()
  const keep = page.getByRole('dialog', { name: 'Keep this rule for other strategies' })
  await keep.getByLabel('Name of the saved rule').fill('sold_off')
  await expectAccessible(page)
  await keep.getByRole('button', { name: 'Keep the rule' }).click()
  await expect(keep).toBeHidden()

  await page.goto('/strategies/new?template=ema_cross')
  await page.getByRole('button', { name: 'Use a saved rule to exit' }).click()
  const library = page.getByRole('dialog', { name: 'Use a saved rule' })
  await expect(library.getByRole('button', { name: 'Use sold_off' })).toBeDisabled()
  await expect(library).toContainText('It is for the other side')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Use a saved rule to enter' }).click()
  await expectAccessible(page)
  await library.getByRole('button', { name: 'Use sold_off' }).click()
  await expect(page.getByText('Saved rule “sold_off”')).toBeVisible()
  await page.getByRole('tab', { name: 'Text' }).click()
  await expect(page.getByLabel('Strategy as text')).toHaveValue(/entry ref sold_off/)
  await page.getByRole('tab', { name: 'Visual' }).click()
  await page.getByRole('button', { name: 'Put a copy of it here' }).click()
  await expect(page.getByText('Saved rule “sold_off”')).toBeHidden()
  await expect(side(page, 'Right side, entry condition 2.1')).toHaveValue('30')
  await page.keyboard.press('Control+z')
  await expect(page.getByText('Saved rule “sold_off”')).toBeVisible()

  await page.getByRole('button', { name: 'Use a saved rule to enter' }).click()
  await library.getByRole('button', { name: 'Forget sold_off' }).click()
  await page.getByRole('button', { name: 'Forget the rule' }).click()
  await expect(library).toContainText('No rule is kept yet')
  await page.keyboard.press('Escape')
  await expect(page.getByText('There is no saved rule “sold_off”')).toBeVisible()
})

test('what cannot work is warned of: no exit, a contradiction, no data, a look ahead', async ({
  page,
  account,
  watch,
}) => {
  test.slow()
  watch.allow(/404/)
  await logIn(page, account, `${TEMPLATE}&view=json`)
  const json = page.getByLabel('Strategy as JSON')
  const document = JSON.parse(await json.inputValue()) as Record<string, unknown>
  const rsi = (operator: string, right: number) => ({ left: { indicator: 'RSI' }, operator, right })
  const broken = {
    ...document,
    symbol: 'NOT/THERE',
    exit_rules: [],
    risk_management: {},
    entry_rules: [
      {
        name: 'Never',
        signal: 'BUY',
        conditions: [rsi('greater_than', 70), rsi('less_than', 30)],
      },
    ],
  }
  await json.fill(JSON.stringify(broken))
  await page.getByRole('tab', { name: 'Visual' }).click()
  const row = page.getByRole('group', { name: 'Entry condition 1.2', exact: true })
  await expect(row).toContainText('an never hold together with')
  await expect(page.getByText('Nothing closes a position').first()).toBeVisible()
  const review = page.getByRole('region', { name: 'Review', exact: true })
  await expect(review).toContainText(/No \w+ candles of NOT\/THERE are stored/)
  await expect(review.getByRole('link', { name: 'Import a candle file' })).toHaveAttribute(
    'href',
    '/market/coverage#import',
  )
  await page.getByRole('button', { name: /^Left side, entry condition 1.2/ }).click()
  await page.getByLabel('Bars back').fill('-1')
  await page.getByRole('button', { name: 'Done' }).click()
  await expect(row).toContainText(/future|offset/i)
  await expect(page.getByRole('button', { name: 'Save and run backtest' })).toBeDisabled()
})

test('on a phone parts are edited on screens of their own', async ({ page, account }) => {
  await page.setViewportSize({ width: 375, height: 800 })
  await logIn(page, account, TEMPLATE)
  await page.getByRole('button', { name: /^Left side, entry condition 1.1/ }).click()
  const screen = page.getByRole('dialog', { name: 'Left side, entry condition 1.1' })
  await screen.getByLabel('Period').fill('9')
  expect(await screen.boundingBox()).toMatchObject({ x: 0, y: 0, width: 375, height: 800 })
  await expectAccessible(page)
  await screen.getByRole('button', { name: 'Done' }).click()
  await expect(
    page.getByRole('button', { name: 'Left side, entry condition 1.1: RSI(9)' }),
  ).toBeFocused()
  await page.getByRole('button', { name: 'Add a group to entry 1' }).click()
  await page.getByRole('button', { name: 'Edit entry group 1.3' }).click()
  const group = page.getByRole('dialog', { name: /^Entry group 1.3, any of/ })
  await group.getByLabel('How entry group 1.3 joins its parts').selectOption('AND')
  await page.getByRole('button', { name: 'Add a condition to entry 1.3' }).click()
  await expectAccessible(page)
  await expectNoSideways(page)
  await page.getByRole('button', { name: 'Done' }).click()
  await expect(
    page
      .getByText('close > SMA(50) and close > SMA(50)')
      .or(page.getByText('close is above SMA(50) and close is above SMA(50)')),
  ).toBeVisible()
})
