import { expectAccessibleInBoth, expectNoSideways } from './support/axe'
import { OF_ADMINS, OVERLAYS } from './support/overlays'
import { addressOf } from './support/pages'
import { expect, test } from './support/test'
import { visiting } from './support/visit'

for (const [who, overlays] of [
  ['stocked', OVERLAYS],
  ['admin', OF_ADMINS],
] as const) {
  test.describe(`above the pages of who is ${who}`, () => {
    const visit = visiting(who)
    for (const row of overlays) {
      test(`${row.name} is sound, and gives the focus back`, async () => {
        const { page, watch, stock } = visit()
        if (row.says) watch.allow(row.says)
        await page.setViewportSize({ width: row.isOnPhone ? 375 : 1280, height: 800 })
        await page.goto(addressOf(row, stock))
        const opener = await row.open(page)
        const above = page.getByRole(row.role)
        await expect(above.getByText(row.shown).first()).toBeVisible()
        await expectAccessibleInBoth(page)
        await expectNoSideways(page)
        await page.keyboard.press('Escape')
        await expect(above).toHaveCount(0)
        await expect(opener).toBeFocused()
        if (row.isOnce) return
        // What the first press fetched is there now, and opens in another way.
        const again = await row.open(page)
        await expect(above.getByText(row.shown).first()).toBeVisible()
        await page.keyboard.press('Escape')
        await expect(above).toHaveCount(0)
        await expect(again).toBeFocused()
      })
    }
  })
}
