import { expect, test } from './support/test'

for (const path of ['/login', '/register', '/forgot']) {
  test(`what is typed on ${path} before the page listens is kept, and goes nowhere`, async ({
    page,
  }) => {
    let open: () => void = () => undefined
    const opened = new Promise<void>((resolve) => (open = resolve))
    await page.route('**/_next/static/**/*.js', async (route) => {
      await opened
      await route.fallback()
    })
    await page.goto(path, { waitUntil: 'commit' })
    const email = page.getByLabel('E-mail')
    await email.fill('early@example.com')
    if (path !== '/forgot')
      await page.getByLabel('Password', { exact: true }).fill('typed too early')
    await email.press('Enter')
    open()
    await expect(page.locator('form button[type=submit]')).toBeEnabled()
    await expect(page).toHaveURL(new RegExp(`${path}$`))
    await expect(email).toHaveValue('early@example.com')
    if (path === '/forgot') return
    await expect(page.getByLabel('Password', { exact: true })).toHaveValue('typed too early')
  })
}
