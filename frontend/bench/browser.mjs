// What every measurement shares: the browser, the login, the places, and the one answer on stdout.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { chromium } from '@playwright/test'

const { APEX_URL, APEX_EMAIL, APEX_PASSWORD, CHROMIUM = '/usr/bin/chromium' } = process.env
if (!APEX_URL || !APEX_EMAIL || !APEX_PASSWORD)
  throw new Error('APEX_URL, APEX_EMAIL and APEX_PASSWORD say which platform, and who looks at it')

export const url = (path) => new URL(path, APEX_URL).href

/** Call `work` with a context of a browser whose profile is its own and is gone afterwards. */
export async function browsing(work, { flags = [], ...options } = {}) {
  const profile = mkdtempSync(join(tmpdir(), 'apextrade-bench-browser-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', ...flags],
    viewport: { width: 1280, height: 900 },
    timezoneId: 'Europe/Paris',
    locale: 'en-GB',
    ...options,
  })
  try {
    return await work(context)
  } finally {
    await context.close()
    rmSync(profile, { recursive: true, force: true })
  }
}

/** Log in as a person does; ends on `path`. */
export async function loggedIn(page, path = '/') {
  await page.goto(url(`/login?next=${encodeURIComponent(path)}`))
  await page.getByLabel('E-mail').fill(APEX_EMAIL)
  await page.getByLabel('Password', { exact: true }).fill(APEX_PASSWORD)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.waitForURL((there) => !there.pathname.startsWith('/login'))
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
}

export function answer(found) {
  process.stdout.write(`${JSON.stringify(found)}\n`)
}
