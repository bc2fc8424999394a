import { expect, type Page, type Route } from '@playwright/test'

import { expectAccessible, expectAccessibleInBoth, expectNoSideways } from './axe'

const WIDTHS = [320, 375, 768, 1024, 1440]

/** Return what can be pressed and is narrower or lower than 24 pixels, its label included. */
function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const pressable =
      'a[href], button, input, select, textarea, summary, [role=button], [role=tab], [role=option], [role=menuitem], [role=switch], [role=slider]'
    const isInText = (one: Element) =>
      getComputedStyle(one).display === 'inline' &&
      (one.parentElement?.textContent?.trim().length ?? 0) > (one.textContent?.trim().length ?? 0)
    const found: string[] = []
    for (const one of document.querySelectorAll<HTMLElement>(pressable)) {
      // What is read and not seen has no size: the skip link, a word for an icon.
      if (!one.checkVisibility({ visibilityProperty: true }) || one.closest('.sr-only')) continue
      const labels = 'labels' in one ? Array.from(one.labels as NodeListOf<HTMLElement>) : []
      const boxes = [one, ...labels].map((each) => each.getBoundingClientRect())
      const height = Math.max(...boxes.map((box) => box.height))
      const width = Math.max(...boxes.map((box) => box.width))
      if (Math.min(height, width) >= 23.5 || isInText(one)) continue
      const name = one.getAttribute('aria-label') ?? one.textContent?.trim() ?? ''
      found.push(
        `${one.tagName} “${name.slice(0, 40)}” ${Math.round(width)} × ${Math.round(height)}`,
      )
    }
    return found
  })
}

/** Expect that the page is readable by everybody, in both themes, and fits at every width. */
export async function expectSound(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 900 })
  await expectAccessibleInBoth(page)
  const small: Record<number, string[]> = {}
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 })
    await expectNoSideways(page)
    const found = await smallTargets(page)
    if (found.length > 0) small[width] = found
  }
  expect(small, 'targets under 24 pixels').toEqual({})
  // What a phone shows is another layout.
  await page.setViewportSize({ width: 375, height: 900 })
  await expectAccessible(page)
}

const PROBLEM = { status: 500, code: 9000, detail: 'The database is not there.' }

/**
 * Let no question about data be answered until `fail` is called, and then each by a 500; who is
 * asking stays known.
 */
export async function heldBack(page: Page): Promise<{ fail: () => Promise<void> }> {
  const held: Route[] = []
  let isFailing = false
  const refuse = (route: Route) =>
    route.fulfill({ status: 500, contentType: 'application/problem+json', json: PROBLEM })
  await page.route(/\/api\/v1\/(?!auth\/(login|refresh|me|logout)|ws\/)/, async (route) => {
    if (isFailing) await refuse(route)
    else held.push(route)
  })
  return {
    fail: async () => {
      isFailing = true
      await Promise.all(held.map(refuse))
    },
  }
}
