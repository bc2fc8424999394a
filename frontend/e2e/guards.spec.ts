import type { Page } from '@playwright/test'

import { expectSound } from './support/sweep'
import { expect, expectSilent, test, type Watch } from './support/test'

// A guard that never turns red guards nothing: each of these plants what one of them must find.

const FOREIGN = 'https://elsewhere.example'

interface Document {
  html: string
  headers: Record<string, string>
}

/** Let the login page come changed, and see what the browser makes of it. */
async function opened(page: Page, changed: (sound: Document) => Document): Promise<void> {
  await page.route('**/login', async (route) => {
    const answer = await route.fetch()
    const sound = { html: await answer.text(), headers: answer.headers() }
    const { html, headers } = changed(sound)
    await route.fulfill({ response: answer, body: html, headers })
  })
  await page.goto('/login')
  await expect(page.getByRole('button', { name: 'Log in' })).toBeVisible()
}

const into = (part: string) => (sound: Document) => ({
  ...sound,
  html: sound.html.replace('</body>', `${part}</body>`),
})

const unguarded = ({ html, headers }: Document) => {
  const open = Object.entries(headers).filter(([name]) => name !== 'content-security-policy')
  return { html, headers: Object.fromEntries(open) }
}

/** Expect that the fixture of every test would fail with these words; nothing is left after it. */
async function expectLoud(watch: Watch, words: RegExp): Promise<void> {
  await expect(async () =>
    expect([...watch.complaints, ...watch.strangers].join()).toMatch(words),
  ).toPass()
  expect(() => expectSilent(watch)).toThrow(words)
  watch.complaints.length = 0
  watch.strangers.length = 0
}

const REFUSED = /Content Security Policy/

const PLANTED: { name: string; part: string; words: RegExp }[] = [
  {
    name: 'a script without the nonce',
    part: '<script>window.planted = 1</script>',
    words: REFUSED,
  },
  {
    name: 'a script with a made-up nonce',
    part: '<script nonce="bWFkZSB1cA==">window.planted = 1</script>',
    words: REFUSED,
  },
  {
    name: 'a handler in the markup',
    part: '<img src="data:," alt="" onerror="window.planted = 1">',
    words: REFUSED,
  },
  { name: 'a foreign script', part: `<script src="${FOREIGN}/x.js"></script>`, words: REFUSED },
  { name: 'a foreign picture', part: `<img src="${FOREIGN}/x.png" alt="">`, words: REFUSED },
  {
    name: 'a foreign style sheet',
    part: `<link rel="stylesheet" href="${FOREIGN}/x.css">`,
    words: REFUSED,
  },
  { name: 'a frame', part: `<iframe src="${FOREIGN}/"></iframe>`, words: REFUSED },
]

test.describe('the browser refuses, and the console guard says so:', () => {
  for (const { name, part, words } of PLANTED) {
    test(name, async ({ page, watch }) => {
      await opened(page, into(part))
      await expectLoud(watch, words)
      expect(await page.evaluate(() => 'planted' in window)).toBe(false)
    })
  }
})

test.describe('the console guard hears', () => {
  test('what React says about a page that the server drew otherwise', async ({ page, watch }) => {
    await opened(page, ({ html, headers }) => ({
      html: html.replace(/(<h1[^>]*>)[^<]*/, '$1Another heading'),
      headers,
    }))
    await expectLoud(watch, /React error #418|[Hh]ydrat/)
  })

  for (const [name, complain, words] of [
    ['an error', "console.error('planted')", /error: planted/],
    ['a warning', "console.warn('planted')", /warning: planted/],
    ['an exception', "void Promise.reject(new Error('planted'))", /exception: planted/],
  ] as const) {
    test(name, async ({ page, watch }) => {
      await page.goto('/login')
      await page.evaluate(complain)
      await expectLoud(watch, words)
    })
  }
})

test.describe('the guard of the addresses sees', () => {
  for (const [name, ask] of [
    ['a request', (url: string) => void fetch(url, { mode: 'no-cors' })],
    ['a connection', (url: string) => void new WebSocket(url.replace('https', 'wss'))],
  ] as const) {
    test(`${name} to somebody else`, async ({ page, watch }) => {
      // Only without the policy does it leave the browser; here it gets no further than the test.
      await page.route(`${FOREIGN}/**`, (route) => route.fulfill({ body: '' }))
      watch.allow(/WebSocket connection to/)
      await opened(page, unguarded)
      await page.evaluate(ask, `${FOREIGN}/x`)
      await expectLoud(watch, /elsewhere\.example/)
    })
  }
})

const UNSOUND: { name: string; part: string; words: RegExp }[] = [
  { name: 'a picture without words', part: '<img src="data:,">', words: /image-alt/ },
  {
    name: 'faint text',
    part: '<p style="color:#999;background:#fff">Hardly to be read</p>',
    words: /color-contrast/,
  },
  {
    name: 'text that is faint in the dark alone',
    part: '<style>.dark .planted { color: #333; background: #111 }</style><p class="planted">Dark</p>',
    words: /in the dark[\s\S]*color-contrast/,
  },
  { name: 'a field without a name', part: '<input type="text">', words: /label/ },
  {
    name: 'one pixel too much width',
    part: '<div style="width: calc(100vw + 1px); height: 1px"></div>',
    words: /1 pixels too wide/,
  },
  {
    name: 'a word that only a phone is too narrow for',
    part: '<div style="width: 376px; height: 1px"></div>',
    words: /too wide at 320/,
  },
  {
    name: 'a button of 20 pixels',
    part: '<button style="width: 20px; height: 20px; padding: 0">x</button>',
    words: /BUTTON “x” 20 × 20/,
  },
]

test.describe('the sweep finds', () => {
  for (const { name, part, words } of UNSOUND) {
    test(name, async ({ page }) => {
      await page.goto('/login')
      await expect(page.getByRole('button', { name: 'Log in' })).toBeVisible()
      await page.locator('main').evaluate((main, html) => {
        main.insertAdjacentHTML('beforeend', html)
      }, part)
      await expect(expectSound(page)).rejects.toThrow(words)
    })
  }
})
