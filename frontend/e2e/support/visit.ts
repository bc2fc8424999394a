import type { Page } from '@playwright/test'

import { adminCredentials } from './platform'
import { NOTHING, stocked, type Stock } from './stock'
import { expectSilent, logIn, newAccount, test, watched, type Watch } from './test'

/** One person's visit to many pages: one login, one tab, and what the console said in it. */
export interface Visit {
  page: Page
  watch: Watch
  stock: Stock
}

export type Who = 'stocked' | 'new' | 'admin'

/** Let the tests of this group share a visit; each answers for what the console said in it. */
export function visiting(who: Who): () => Visit {
  let visit: Visit | null = null
  const found = () => {
    if (visit === null) throw new Error('the visit has not begun')
    return visit
  }

  test.beforeAll(async ({ browser, request, baseURL }) => {
    test.setTimeout(180_000)
    const account = who === 'admin' ? adminCredentials() : await newAccount(request)
    const stock = who === 'stocked' ? await stocked(request, account) : NOTHING
    const page = await browser.newPage()
    visit = { page, stock, watch: watched(page, new URL(baseURL ?? '').origin) }
    await logIn(page, account)
  })
  test.afterEach(async () => {
    const { page, watch } = found()
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    expectSilent(watch)
  })
  test.afterAll(() => visit?.page.close())
  return found
}
