import type { Page } from '@playwright/test'

import { expectAccessibleInBoth, expectNoSideways } from './support/axe'
import { addressOf, ADMIN, OPEN, PAGES, type Row } from './support/pages'
import { NOTHING, type Stock } from './support/stock'
import { expectSound, heldBack } from './support/sweep'
import { expect, test, type Watch } from './support/test'
import { visiting } from './support/visit'

const POLICY = /script-src 'self' 'nonce-([^']{20,})' 'strict-dynamic';/

/** Expect that a page lets no foreign script, frame or form in; its nonce is its own. */
function expectGuarded(headers: Record<string, string>, nonces: Set<string>): void {
  const policy = headers['content-security-policy'] ?? ''
  const nonce = POLICY.exec(policy)?.[1] ?? ''
  expect(policy).toMatch(POLICY)
  expect(nonces.has(nonce), 'a nonce was used twice').toBe(false)
  nonces.add(nonce)
  for (const part of ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"])
    expect(policy).toContain(part)
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'strict-origin-when-cross-origin',
  })
}

const nonces = new Set<string>()

async function open(page: Page, watch: Watch, row: Row, stock: Stock): Promise<void> {
  if (row.says) watch.allow(row.says)
  await page.setViewportSize({ width: 1280, height: 900 })
  const answer = await page.goto(addressOf(row, stock))
  expectGuarded(answer?.headers() ?? {}, nonces)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
}

async function expectShown(page: Page, what: RegExp): Promise<void> {
  await expect(page.locator('main').getByText(what).first()).toBeAttached()
  await expect(page.locator('main [aria-busy=true]')).toHaveCount(0)
}

test.describe('before the login', () => {
  for (const row of OPEN) {
    test(`${row.name} is sound`, async ({ page, watch }) => {
      await open(page, watch, row, NOTHING)
      await expectShown(page, row.shown)
      await expectSound(page)
    })
  }
})

test.describe('who has everything', () => {
  const visit = visiting('stocked')
  for (const row of PAGES) {
    test(`${row.name} is sound`, async () => {
      const { page, watch, stock } = visit()
      await open(page, watch, row, stock)
      await expectShown(page, row.shown)
      await expectSound(page)
    })
  }
})

test.describe('who has nothing yet', () => {
  const visit = visiting('new')
  for (const row of PAGES.filter(({ empty }) => empty)) {
    test(`${row.name} is sound`, async () => {
      const { page, watch } = visit()
      await open(page, watch, row, NOTHING)
      await expectShown(page, row.empty ?? row.shown)
      await expectSound(page)
    })
  }
})

test.describe('who administers', () => {
  const visit = visiting('admin')
  for (const row of ADMIN) {
    test(`${row.name} is sound`, async () => {
      const { page, watch } = visit()
      await open(page, watch, row, NOTHING)
      await expectShown(page, row.shown)
      await expectSound(page)
    })
  }

  for (const row of [...PAGES, ...ADMIN].filter(({ isStill }) => !isStill)) {
    test(`${row.name} waits and fails soundly`, async () => {
      const { page, watch } = visit()
      watch.allow(/status of 500 /)
      const data = await heldBack(page)
      await open(page, watch, row, NOTHING)
      await expect(page.locator('main [aria-busy=true]').first()).toBeVisible()
      await expectAccessibleInBoth(page)
      await data.fail()
      await expect(
        page
          .getByRole('alert')
          .getByText(/could not be/)
          .first(),
      ).toBeVisible()
      await expect(page.locator('main [aria-busy=true]')).toHaveCount(0)
      await expectAccessibleInBoth(page)
      for (const width of [320, 768]) {
        await page.setViewportSize({ width, height: 900 })
        await expectNoSideways(page)
      }
    })
  }
})
