import { gzipSync } from 'node:zlib'

import type { Page, Response } from '@playwright/test'

import { finishedRun } from './support/demo'
import { expect, logIn, test } from './support/test'

/** Kilobytes of script that come with the page and that it fetches by itself once it is there. */
const MOST = 230 + 70

async function kilobytes(response: Response): Promise<number> {
  return gzipSync(await response.body(), { level: 6 }).length / 1000
}

/** Open a page and return what its scripts weigh while nobody touches anything. */
async function scriptsOf(page: Page, path: string, isThere: () => Promise<void>) {
  const coming = new Map<string, Promise<number>>()
  const weigh = (response: Response) => {
    const { pathname } = new URL(response.url())
    if (pathname.endsWith('.js')) coming.set(pathname, kilobytes(response))
  }
  page.on('response', weigh)
  await page.goto(path)
  await isThere()
  // What is fetched in idle time was asked for before this, and is asked for in that order.
  await page.evaluate(() => new Promise((done) => requestIdleCallback(done, { timeout: 10_000 })))
  await page.waitForLoadState('networkidle')
  page.off('response', weigh)
  const sizes = await Promise.all(coming.values())
  return sizes.reduce((sum, size) => sum + size, 0)
}

test('pages with a chart fetch no more than they need', async ({ page, request, admin }) => {
  test.slow()
  const run = await finishedRun(request, admin)
  await logIn(page, admin)
  const candles = page.getByTestId('candles').locator('canvas').first()
  const curve = page.getByRole('slider', { name: /Equity of/ })
  const pages = [
    ['/market', () => expect(candles).toBeVisible()],
    [`/strategies/${run.strategy_id}/edit`, () => expect(candles).toBeVisible()],
    [`/backtests/${run.id}`, () => expect(curve).toBeVisible()],
  ] as const
  for (const [path, isThere] of pages) {
    const fetched = await scriptsOf(page, path, isThere)
    const kind = path.replace(/[0-9a-f-]{36}/, '[id]')
    test.info().annotations.push({ type: kind, description: `${fetched.toFixed(1)} kB of script` })
    expect.soft(fetched, `${kind}: kilobytes of script, untouched`).toBeLessThan(MOST)
  }
})
