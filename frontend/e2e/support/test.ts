import { randomUUID } from 'node:crypto'

import { expect, test as base, type APIRequestContext, type Page } from '@playwright/test'

import { adminCredentials, type Credentials } from './platform'

/** What no page may ever do: complain on the console, or talk to anybody else. */
export interface Watch {
  complaints: string[]
  strangers: string[]
  /** Expect that the browser complains about `part` (a refused request is one). */
  allow: (part: RegExp) => void
}

interface Fixtures {
  watch: Watch
  /** A new account, not yet logged in in the browser. */
  account: Credentials
  admin: Credentials
}

/** Watch a page that no fixture opened. */
export function watched(page: Page, origin: string): Watch {
  const allowed: RegExp[] = []
  const watch: Watch = { complaints: [], strangers: [], allow: (part) => allowed.push(part) }
  const complain = (text: string) => {
    if (!allowed.some((part) => part.test(text))) watch.complaints.push(text)
  }
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      complain(`${message.type()}: ${message.text()} ${message.location().url}`)
  })
  page.on('pageerror', (error) => complain(`exception: ${error.message}`))
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (/^https?:$/.test(url.protocol) && url.origin !== origin) watch.strangers.push(request.url())
  })
  // A connection is no request to the browser's protocol.
  page.on('websocket', (socket) => {
    if (new URL(socket.url()).host !== new URL(origin).host) watch.strangers.push(socket.url())
  })
  return watch
}

/** Expect that the page did none of it since it was asked last. */
export function expectSilent({ complaints, strangers }: Watch): void {
  expect(complaints.splice(0), 'the console stays silent').toEqual([])
  expect(strangers.splice(0), 'nobody else is asked').toEqual([])
}

/**
 * Where accounts of tests are made, and from which address: one address may make twenty an hour,
 * and a suite needs more. APEX_API is an API that believes the proxies of this machine.
 */
function door(): { origin: string; headers: Record<string, string> } {
  const origin = process.env.APEX_API
  if (!origin) return { origin: '', headers: {} }
  const [a, b] = crypto.getRandomValues(new Uint8Array(2))
  return { origin, headers: { 'x-forwarded-for': `198.18.${a}.${b}` } }
}

export async function newAccount(request: APIRequestContext): Promise<Credentials> {
  const credentials = { email: `${randomUUID()}@example.com`, password: `${randomUUID()} lemons` }
  const { origin, headers } = door()
  const path = `${origin}/api/v1/auth/register`
  const answer = await request.post(path, { data: credentials, headers })
  expect(answer.status(), await answer.text()).toBeLessThan(300)
  return credentials
}

export const test = base.extend<Fixtures>({
  watch: [
    async ({ page, baseURL }, provide) => {
      const watch = watched(page, new URL(baseURL ?? '').origin)
      await provide(watch)
      // A route still busy when its test ends would fail the next one.
      await page.unrouteAll({ behavior: 'ignoreErrors' })
      expectSilent(watch)
    },
    { auto: true },
  ],
  account: async ({ request }, provide) => {
    await provide(await newAccount(request))
  },
  admin: async ({}, provide) => {
    await provide(adminCredentials())
  },
})

/** Log in as a person does; ends on the page that was asked for. */
export async function logIn(page: Page, { email, password }: Credentials, path = '/') {
  await page.goto(`/login${path === '/' ? '' : `?next=${encodeURIComponent(path)}`}`)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.waitForURL((url) => url.pathname === new URL(path, url).pathname)
}

export { expect }
