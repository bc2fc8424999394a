import { randomUUID } from 'node:crypto'

import type { Page } from '@playwright/test'

import { linkTo } from './support/outbox'
import { expect, logIn, newAccount, test } from './support/test'

const dashboard = (page: Page) => page.getByRole('heading', { level: 1, name: 'Dashboard' })

async function tryLogin(page: Page, email: string, password: string) {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
}

test('a new person registers, confirms the address and logs in', async ({ page }) => {
  test.slow()
  const email = `${randomUUID()}@example.com`
  await page.goto('/register')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill('three lemons, one troubadour')
  await expect(page.getByText('Strong')).toBeVisible()
  await expect(page.getByLabel('Time zone')).toHaveValue('Europe/Paris')
  await page.getByLabel('Base currency').selectOption('EUR')
  await page.getByRole('button', { name: 'Create the account' }).click()
  await expect(page.getByRole('heading', { name: 'Check your mail' })).toBeVisible()
  await expect(page.getByRole('button', { name: /Send again in/ })).toBeDisabled()
  await expect(page.getByText('apextrade outbox')).toBeVisible()

  const link = await linkTo(email, '/verify')
  await page.goto(link)
  await expect(page.getByText('Your address is confirmed')).toBeVisible()
  await page.getByRole('link', { name: 'Log in' }).click()
  await tryLogin(page, email, 'three lemons, one troubadour')
  await expect(dashboard(page)).toBeVisible()

  await page.goto('/settings')
  await expect(page.getByRole('button', { name: 'Time zone: Europe/Paris' })).toBeVisible()
  await expect(page.getByLabel('Base currency')).toHaveValue('EUR')
  await expect(page.getByText('not confirmed')).toHaveCount(0)
})

test('a password that is tried first is refused at its field', async ({ page, watch }) => {
  watch.allow(/422/)
  await page.goto('/register')
  await page.getByLabel('E-mail').fill(`${randomUUID()}@example.com`)
  const password = page.getByLabel('Password', { exact: true })
  await password.fill('password12345')
  await page.getByRole('button', { name: 'Create the account' }).click()
  await expect(page.getByText(/among those tried first/)).toBeVisible()
  await expect(password).toHaveAttribute('aria-invalid', 'true')
  await expect(password).toBeFocused()
})

test('what registration needs is asked for when the server refuses', async ({ page, watch }) => {
  watch.allow(/403/)
  await page.route('**/api/v1/auth/register', (route) =>
    route.fulfill({
      status: 403,
      contentType: 'application/problem+json',
      json: { status: 403, detail: 'registration needs an invitation to this address' },
    }),
  )
  await page.goto('/register')
  await page.getByLabel('E-mail').fill('ada@example.com')
  await page.getByLabel('Password', { exact: true }).fill('three lemons, one troubadour')
  await expect(page.getByLabel('Invitation')).toHaveCount(0)
  await page.getByRole('button', { name: 'Create the account' }).click()
  await expect(page.getByText('Registration needs an invitation to this address.')).toBeVisible()
  await expect(page.getByLabel('Invitation')).toBeVisible()
})

test('after five wrong passwords the login waits and says how long', async ({
  page,
  account,
  watch,
}) => {
  watch.allow(/401|429/)
  await page.goto('/login')
  const password = page.getByLabel('Password', { exact: true })
  for (let attempt = 0; attempt < 5; attempt += 1) {
    await tryLogin(page, account.email, `wrong ${attempt}`)
    await expect(page.getByText('The e-mail address or the password is wrong.')).toBeVisible()
    await expect(password).toBeFocused()
  }
  await tryLogin(page, account.email, 'wrong again')
  await expect(page.getByText('Too many attempts')).toBeVisible()
  await expect(page.getByRole('button', { name: /^Wait \d+ (min|s)/ })).toBeDisabled()
})

test('a new password signs every device out, and its link works once', async ({
  page,
  account,
  browser,
  watch,
}) => {
  test.slow()
  watch.allow(/40[01]/)
  const elsewhere = await browser.newContext()
  const other = await elsewhere.newPage()
  await logIn(other, account)
  await page.goto('/forgot')
  await page.getByLabel('E-mail').fill(account.email)
  await page.getByRole('button', { name: 'Send the letter' }).click()
  await expect(page.getByText(/If .* has an account here/)).toBeVisible()

  const link = await linkTo(account.email, '/reset')
  await page.goto(link)
  await page.getByLabel('New password').fill('another four lemons here')
  await page.getByRole('button', { name: 'Set the password' }).click()
  await expect(page.getByText('The new password is set')).toBeVisible()
  await tryLogin(page, account.email, 'another four lemons here')
  await expect(dashboard(page)).toBeVisible()

  await other.goto('/settings')
  await expect(other).toHaveURL(/\/login\?/)
  await elsewhere.close()

  await page.goto(link)
  await page.getByLabel('New password').fill('yet another five lemons')
  await page.getByRole('button', { name: 'Set the password' }).click()
  await expect(page.getByText('This link does not work any more')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Send a new letter' })).toBeVisible()
})

test('nobody learns which addresses have accounts', async ({ page, account }) => {
  const answers: string[] = []
  for (const email of [account.email, `${randomUUID()}@example.com`]) {
    await page.goto('/forgot')
    await page.getByLabel('E-mail').fill(email)
    await page.getByRole('button', { name: 'Send the letter' }).click()
    const answer = page.getByText(/has an account here/)
    await expect(answer).toBeVisible()
    answers.push(((await answer.textContent()) ?? '').replace(email, '…'))
  }
  expect(answers[0]).toBe(answers[1])
})

test('a server that does not answer is told apart, and entries are kept', async ({
  page,
  account,
  watch,
}) => {
  watch.allow(/ERR_FAILED|Failed to load/)
  await page.goto('/login')
  await page.route('**/api/v1/auth/login', (route) => route.abort())
  await tryLogin(page, account.email, account.password)
  await expect(page.getByText('The server does not answer')).toBeVisible()
  await page.unroute('**/api/v1/auth/login')
  await page.getByRole('button', { name: 'Log in' }).click()
  await expect(dashboard(page)).toBeVisible()
})

test('markup in a message of the server is text', async ({ page, watch }) => {
  watch.allow(/403/)
  const words = '<img src=x onerror="document.title=1"><b>bold</b>'
  await page.route('**/api/v1/auth/login', (route) =>
    route.fulfill({
      status: 403,
      contentType: 'application/problem+json',
      json: { status: 403, detail: words },
    }),
  )
  await page.goto('/login')
  await tryLogin(page, 'ada@example.com', 'three lemons')
  await expect(page.getByText(words)).toBeVisible()
  await expect(page.locator('main img, main b')).toHaveCount(0)
})

test('an access token that ends in the middle is replaced silently', async ({
  page,
  account,
  watch,
}) => {
  watch.allow(/401/)
  await logIn(page, account, '/settings')
  await page.route(
    '**/api/v1/auth/sessions',
    (route) => route.fulfill({ status: 401, json: { status: 401, detail: 'expired' } }),
    { times: 1 },
  )
  const refreshed = page.waitForResponse('**/api/v1/auth/refresh')
  await page.getByRole('tab', { name: 'Sessions' }).click()
  expect((await refreshed).status()).toBe(200)
  await expect(page.getByText('This device')).toBeVisible()
})

test('a session ended elsewhere leads to the login, and back to the same page', async ({
  page,
  account,
  request,
  watch,
}) => {
  watch.allow(/401|4401|WebSocket/)
  await logIn(page, account, '/settings?section=sessions')
  await expect(page.getByText('This device')).toBeVisible()
  const { access_token } = (await (
    await request.post('/api/v1/auth/login', { data: account })
  ).json()) as { access_token: string }
  const headers = { authorization: `Bearer ${access_token}` }
  const { items } = (await (await request.get('/api/v1/auth/sessions', { headers })).json()) as {
    items: { id: string; is_current: boolean }[]
  }
  for (const { id } of items.filter(({ is_current }) => !is_current))
    await request.delete(`/api/v1/auth/sessions/${id}`, { headers })

  await page.getByRole('tab', { name: 'Profile' }).click()
  await page.getByLabel('First name').fill('Ada')
  await page.getByRole('button', { name: 'Save the profile' }).click({ noWaitAfter: true })
  await expect(page).toHaveURL(/\/login\?ended=1&next=%2Fsettings/)
  await expect(page.getByText('Your session was over')).toBeVisible()
  await tryLogin(page, account.email, account.password)
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible()
})

test('two tabs that refresh at once both stay in', async ({ page, account, context }) => {
  await logIn(page, account, '/settings')
  const second = await context.newPage()
  await second.goto('/settings')
  await Promise.all([page.reload(), second.reload()])
  await Promise.all([page.reload(), second.reload()])
  for (const tab of [page, second]) {
    await expect(tab.getByLabel('E-mail')).toHaveValue(account.email)
    await expect(tab).toHaveURL(/\/settings$/)
  }
})

test('a logout in one tab ends the others', async ({ page, account, context, watch }) => {
  // What the page was just asking is refused.
  watch.allow(/401/)
  await logIn(page, account)
  const second = await context.newPage()
  await second.goto('/settings')
  await expect(second.getByLabel('E-mail')).toHaveValue(account.email)
  await page.getByRole('button', { name: 'Account' }).click()
  await page.getByRole('menuitem', { name: 'Log out' }).click()
  await expect(page).toHaveURL(/\/login$/)
  await expect(second).toHaveURL(/\/login\?ended=1&next=%2Fsettings/)
})

test('a tab does not show one person’s page to another', async ({
  page,
  account,
  context,
  request,
}) => {
  const other = await newAccount(request)
  await logIn(page, account, '/settings')
  await expect(page.getByLabel('E-mail')).toHaveValue(account.email)
  const second = await context.newPage()
  await logIn(second, other)
  await expect(page).toHaveURL(/\/$/)
  await page.goto('/settings')
  await expect(page.getByLabel('E-mail')).toHaveValue(other.email)
})
