import type { Page } from '@playwright/test'

import { expectAccessible, expectNoSideways } from './support/axe'
import { side, TEMPLATE } from './support/builder'
import { expect, logIn, test } from './support/test'

async function saved(page: Page, version: number) {
  await expect(page.getByText(`Saved, version ${version}`)).toBeVisible()
}

test('a template is edited, saved and put to the test', async ({ page, account }) => {
  test.slow()
  await logIn(page, account, TEMPLATE)
  await side(page, 'Right side, entry condition 1.1').fill('35')
  await expect(page.getByTestId('fired')).toContainText(/Fired \d+ times? to enter/)
  const save = page.getByRole('button', { name: 'Save', exact: true })
  await save.press('Enter')
  await expect(page).toHaveURL(/\/strategies\/[0-9a-f-]{36}\/edit/)
  await saved(page, 1)
  // The editor is the same: it keeps the focus and every step back.
  await expect(save).toBeFocused()
  await expect(save).toBeDisabled()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(side(page, 'Right side, entry condition 1.1')).toHaveValue('30')
  await page.getByRole('button', { name: 'Redo' }).click()
  await expect(side(page, 'Right side, entry condition 1.1')).toHaveValue('35')
  await page.getByRole('button', { name: 'Run backtest' }).click()
  await expect(page).toHaveURL(/\/backtests\/new\?strategy=[0-9a-f-]{36}/)
})

test('groups are nested by keyboard, undone and done again', async ({ page, account }) => {
  await logIn(page, account, TEMPLATE)
  await page.getByRole('button', { name: 'Add a group to entry 1' }).press('Enter')
  const group = page.getByRole('group', { name: 'Entry group 1.3, any of, 1 condition' })
  await expect(group).toBeFocused()
  await page.getByRole('button', { name: 'Add a group to entry 1.3' }).press('Enter')
  await page.getByLabel('How entry group 1.3.2 joins its parts').selectOption('NOT')
  await expect(
    page.getByRole('group', { name: 'Entry group 1.3.2, not, 1 condition' }),
  ).toBeVisible()
  await page.getByRole('group', { name: 'Entry condition 1.1', exact: true }).focus()
  await page.keyboard.press('Alt+ArrowDown')
  await expect(page.getByRole('group', { name: 'Entry condition 1.2', exact: true })).toBeFocused()
  await expect(side(page, 'Right side, entry condition 1.2')).toHaveValue('30')
  await page.keyboard.press('Control+z')
  await expect(side(page, 'Right side, entry condition 1.1')).toHaveValue('30')
  await page.keyboard.press('Control+z')
  await expect(
    page.getByRole('group', { name: 'Entry group 1.3.2, any of, 1 condition' }),
  ).toBeVisible()
  await page.keyboard.press('Control+Shift+z')
  await page.getByRole('tab', { name: 'Text' }).click()
  await expect(page.getByLabel('Strategy as text')).toHaveValue(/not close > SMA\(50\)/)
})

test('what is wrong stands at its row and is kept here until it is right', async ({
  page,
  account,
}) => {
  await logIn(page, account, TEMPLATE)
  await page.getByRole('button', { name: /^Left side, entry condition 1.1/ }).click()
  await page.getByLabel('Period').fill('1')
  await page.getByRole('button', { name: 'Done' }).click()
  const row = page.getByRole('group', { name: 'Entry condition 1.1', exact: true })
  await expect(row).toContainText('RSI: period is 1, allowed: a whole number from 2 to 5000.')
  await side(page, 'Right side, entry condition 1.1').fill('abc')
  await expect(row).toContainText('"abc" is not a number.')
  await expect(page.getByRole('button', { name: 'Save and run backtest' })).toBeDisabled()
  await page.keyboard.press('Control+s')
  await expect(page.getByText('Kept in this browser only')).toBeVisible()
  await expect(page.getByText(/kept in this browser \d+ second/)).toBeVisible()
  await page.reload()
  await expect(page.getByText('Your unsaved changes of')).toBeVisible()
  await expect(side(page, 'Right side, entry condition 1.1')).toHaveValue('abc')
  await page.getByRole('button', { name: 'Discard them' }).click()
  await expect(side(page, 'Right side, entry condition 1.1')).toHaveValue('30')
})

test('what the server refuses to store stands at its row and is led to', async ({
  page,
  account,
  watch,
}) => {
  watch.allow(/422/)
  await logIn(page, account, `${TEMPLATE}&view=json`)
  const json = page.getByLabel('Strategy as JSON')
  const document = JSON.parse(await json.inputValue()) as { entry_rules: unknown[] }
  // The check of a document knows neither the library of rules nor what a list can show.
  document.entry_rules.push('gone')
  const change = { ...document, name: 'n'.repeat(101) }
  await json.fill(JSON.stringify(change))
  await page.keyboard.press('Control+s')
  const name = page.getByLabel('Name', { exact: true })
  await expect(name).toBeFocused()
  await expect(name).toHaveAccessibleDescription('The name has 101 characters: allowed are 100.')
  await name.fill('Refers to nothing')
  await expect(name).not.toHaveAttribute('aria-invalid')
  await page.keyboard.press('Control+s')
  const row = page.getByTestId('rule').filter({ hasText: 'There is no saved rule “gone”' })
  const reason = 'No saved rule has the id or key "gone".'
  await expect(row.getByTestId('row-faults')).toHaveText(reason)
  await expect(row.locator(':focus')).toBeVisible()
  await expect(page.getByText(`${reason} It is kept here.`)).toBeVisible()
  await expectAccessible(page)
  await row.getByRole('button', { name: 'Delete entry rule 2' }).click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await saved(page, 1)
})

test('text, JSON and the visual view are one document', async ({ page, account }) => {
  await logIn(page, account, `${TEMPLATE}&view=json`)
  const json = page.getByLabel('Strategy as JSON')
  const document = JSON.parse(await json.inputValue()) as {
    entry_rules: { conditions: object[] }[]
  }
  const deep = (levels: number): object =>
    levels === 0
      ? { left: { price: 'open' }, operator: 'less_than', right: 9 }
      : { logic: 'NOT', conditions: [deep(levels - 1)] }
  document.entry_rules[0]?.conditions.push(deep(4))
  await json.fill(JSON.stringify(document))
  await page.getByRole('tab', { name: 'Visual' }).click()
  await expect(page.getByText(/more than three levels deep/)).toContainText('open is below 9')
  await side(page, 'Right side, entry condition 1.1').fill('33')
  await page.getByRole('tab', { name: 'Text' }).click()
  const text = page.getByLabel('Strategy as text')
  await expect(text).toHaveValue(/crosses below 33/)
  const written = await text.inputValue()
  await text.fill(written.replace('crosses below 33', 'crosses below'))
  await expect(page.getByText(/Not taken over: line \d+/)).toBeVisible()
  await page.getByRole('button', { name: 'Back to the last readable state' }).click()
  await text.fill(written.replace('crosses below 33', 'crosses below 34'))
  await page.getByRole('tab', { name: 'JSON' }).click()
  await expect(json).toHaveValue(/"right": 34/)
  const after = JSON.parse(await json.inputValue()) as typeof document
  expect(after.entry_rules[0]?.conditions[2]).toEqual(deep(4))
})

test('a version saved elsewhere is compared before one of them counts', async ({
  page,
  account,
  context,
  watch,
}) => {
  test.slow()
  watch.allow(/409/)
  await logIn(page, account, TEMPLATE)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page).toHaveURL(/\/strategies\/[0-9a-f-]{36}\/edit/)
  await saved(page, 1)
  const other = await context.newPage()
  await other.goto(page.url())
  await other.getByLabel('Stop loss (%)').fill('9')
  await other.keyboard.press('Control+s')
  await saved(other, 2)
  await other.close()
  await page.getByLabel('Stop loss (%)').fill('7')
  await page.keyboard.press('Control+s')
  const dialog = page.getByRole('dialog', { name: 'This strategy was saved elsewhere' })
  await expect(dialog).toContainText('Theirs: risk.stop_loss_pct: 9')
  await expect(dialog).toContainText('Mine: risk.stop_loss_pct: 7')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Keep mine as version 3' }).click()
  await saved(page, 3)
})

test('leaving unsaved changes is asked about', async ({ page, account }) => {
  test.slow()
  await logIn(page, account, TEMPLATE)
  await page.getByLabel('Name', { exact: true }).fill('Half done')
  await page.getByRole('link', { name: 'Strategies' }).first().click()
  await expect(page.getByRole('alertdialog')).toContainText('Leave without saving?')
  await page.getByRole('button', { name: 'Leave', exact: true }).click()
  await expect(page).toHaveURL(/\/strategies$/)
  await page.goto(TEMPLATE)
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Half done')
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the builder is accessible in ${colorScheme}`, async ({ page, account }) => {
    test.slow()
    await page.emulateMedia({ colorScheme })
    await logIn(page, account, TEMPLATE)
    for (const view of ['visual', 'text', 'json']) {
      await page.goto(`${TEMPLATE}&view=${view}`)
      for (const width of [1280, 320]) {
        await page.setViewportSize({ width, height: 900 })
        await expect(page.getByRole('heading', { level: 1, name: 'RSI dip' })).toBeVisible()
        await expectAccessible(page)
        await expectNoSideways(page)
      }
    }
    await page.goto(TEMPLATE)
    await page.getByRole('button', { name: /^Left side, entry condition 1.1/ }).click()
    await expectAccessible(page)
  })
}
