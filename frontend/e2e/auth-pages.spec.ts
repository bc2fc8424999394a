import { expectAccessible, expectNoSideways } from './support/axe'
import { expect, test } from './support/test'

for (const colorScheme of ['light', 'dark'] as const) {
  for (const path of [
    '/register',
    '/forgot',
    '/verify?token=none',
    '/reset?token=none',
    '/reset',
  ]) {
    test(`${path} is accessible in ${colorScheme}`, async ({ page, watch }) => {
      watch.allow(/40[04]/)
      await page.emulateMedia({ colorScheme })
      for (const width of [320, 1280]) {
        await page.setViewportSize({ width, height: 800 })
        await page.goto(path)
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
        await expect(page.getByRole('button').first()).toBeEnabled()
        await expectAccessible(page)
        await expectNoSideways(page)
      }
    })
  }
}
