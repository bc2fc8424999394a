// Pictures of a running demo for README and docs: node scripts/screenshots.mjs [DIRECTORY]
// APEX_URL says where it runs, APEX_HOME where its administrator's password lies.
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { chromium } from '@playwright/test'

const url = process.env.APEX_URL ?? 'http://127.0.0.1:8080'
const home = process.env.APEX_HOME ?? join(import.meta.dirname, '../../.apex')
const target = process.argv[2] ?? join(import.meta.dirname, '../../docs/images')
const email = process.env.APEX_ADMIN_EMAIL ?? 'admin@demo.local'
const password =
  process.env.APEX_ADMIN_PASSWORD ?? readFileSync(join(home, 'secrets/demo_admin'), 'utf8').trim()
const WIDE = { width: 1280, height: 800 }
const PHONE = { width: 390, height: 780 }
const SETTLED_MS = 1_500

async function asked(path, body) {
  const answer = await fetch(`${url}/api/v1${path}`, body)
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
  return answer.json()
}

/** Return the paths of the newest finished backtest and of its strategy's editor. */
async function places() {
  const { access_token } = await asked('/auth/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  })
  const headers = { authorization: `Bearer ${access_token}` }
  const { items } = await asked('/backtests?status=completed&limit=1', { headers })
  return [`/backtests/${items[0].id}`, `/strategies/${items[0].strategy_id}/edit`]
}

async function logIn(page) {
  await page.goto(`${url}/login`)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.waitForURL(`${url}/`)
}

async function pictured(browser, name, path, colorScheme, viewport) {
  const options = { colorScheme, viewport, deviceScaleFactor: 1, reducedMotion: 'reduce' }
  const context = await browser.newContext(options)
  const page = await context.newPage()
  await logIn(page)
  await page.goto(`${url}${path}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.locator('.animate-pulse, [aria-busy=true]').first().waitFor({ state: 'detached' })
  // Charts paint once their data is there, and nothing on the page says when all have.
  await page.waitForTimeout(SETTLED_MS)
  await page.screenshot({ path: join(target, `${name}.png`) })
  await context.close()
}

mkdirSync(target, { recursive: true })
const [results, builder] = await places()
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
})
await pictured(browser, 'dashboard', '/', 'light', WIDE)
await pictured(browser, 'builder', builder, 'light', WIDE)
await pictured(browser, 'results', results, 'dark', WIDE)
await pictured(browser, 'market', '/market', 'dark', WIDE)
await pictured(browser, 'phone', results, 'light', PHONE)
await browser.close()
