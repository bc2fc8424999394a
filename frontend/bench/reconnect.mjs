// How soon a page is live again: says {"ready":true}, then waits until the line was cut and is back.
import { answer, browsing, loggedIn } from './browser.mjs'

await browsing(async (context) => {
  const page = context.pages()[0] ?? (await context.newPage())
  await loggedIn(page, '/market?source=sim&symbol=BTC%2FUSDT')
  const state = (words) => page.getByTestId('connection').filter({ hasText: words }).waitFor()
  await state(/^Live$/)
  await page.getByTestId('price-BTC/USDT').first().waitFor()
  const times = page.evaluate(
    () =>
      new Promise((done) => {
        const badge = document.querySelector('[data-testid=connection]')
        const price = document.querySelector('[data-testid="price-BTC/USDT"]')
        let cut = null
        let live = null
        const look = () => {
          const now = performance.timeOrigin + performance.now()
          if (badge.textContent !== 'Live') cut ??= now
          else if (cut !== null) live ??= now
        }
        new MutationObserver(look).observe(badge, {
          childList: true,
          subtree: true,
          characterData: true,
        })
        // A price that moves again is what a reader waits for.
        new MutationObserver(() => {
          if (live !== null) done({ cut, live, moving: performance.timeOrigin + performance.now() })
        }).observe(price, { childList: true, subtree: true, characterData: true })
      }),
  )
  answer({ ready: true })
  answer(await times)
})
process.exit(0)
