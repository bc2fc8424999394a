import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice']

/** The rules that a change of colours alone can break. */
const OF_COLOUR = ['color-contrast', 'link-in-text-block']

async function broken(page: Page, rules: string[] | null): Promise<string[]> {
  // No frame of another origin is in any page: nothing needs a second page to be put together.
  const axe = new AxeBuilder({ page }).setLegacyMode()
  const chosen = rules === null ? axe.withTags(RULES) : axe.withRules(rules)
  const { violations } = await chosen.analyze()
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  )
}

/** Expect that no rule of WCAG 2.0 to 2.2 A and AA, nor a best practice, is broken. */
export async function expectAccessible(page: Page): Promise<void> {
  expect(await broken(page, null)).toEqual([])
}

/** Turn the page dark or light in place, as the system would. */
export async function paint(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await expect(page.locator('html')).toHaveClass(new RegExp(colorScheme))
}

/** The same in both themes: they differ in colours alone, so only those are judged twice. */
export async function expectAccessibleInBoth(page: Page): Promise<void> {
  await paint(page, 'light')
  await expectAccessible(page)
  await paint(page, 'dark')
  expect(await broken(page, OF_COLOUR), 'in the dark').toEqual([])
}

/** Return what makes the page wider than its window, empty when it is not. */
async function wideParts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth <= clientWidth) return []
    const clips = (one: Element) => getComputedStyle(one).overflowX !== 'visible'
    const isClipped = (one: Element): boolean =>
      one.parentElement !== null && (clips(one.parentElement) || isClipped(one.parentElement))
    // A long word sticks out of its box without making the box wider.
    const reach = (one: Element) => one.getBoundingClientRect().left + one.scrollWidth
    const sticksOut = (one: Element) =>
      Math.max(reach(one), one.getBoundingClientRect().right) > clientWidth + 1 &&
      !clips(one) &&
      !isClipped(one)
    return Array.from(document.body.querySelectorAll('*'))
      .filter((one) => sticksOut(one) && !Array.from(one.children).some(sticksOut))
      .map((one) => `${one.tagName}.${one.className} “${one.textContent?.slice(0, 30)}”`)
      .concat(`the page is ${scrollWidth - clientWidth} pixels too wide at ${clientWidth}`)
  })
}

/** Expect that the page itself does not scroll sideways; charts take a moment to follow. */
export async function expectNoSideways(page: Page): Promise<void> {
  const message = 'the page scrolls sideways'
  await expect.poll(() => wideParts(page), { message, timeout: 3_000 }).toEqual([])
}
