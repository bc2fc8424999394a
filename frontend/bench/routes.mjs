// From one page to the next by the sidebar, once everything has been there: node bench/routes.mjs
import { answer, browsing, loggedIn, median } from './browser.mjs'
import { instrumented } from './frames.mjs'

const PLACES = ['Strategies', 'Backtests', 'Market', 'Settings', 'Dashboard']
const ROUNDS = 4

/** Click a place; return milliseconds to the first sign of it, and to its content. */
async function changed(page, place) {
  await page.evaluate(() => {
    const main = document.getElementById('content')
    const heading = () => main.querySelector('h1')?.textContent
    const current = () => document.querySelector('nav [aria-current=page]')?.getAttribute('href')
    window.benchChanged = new Promise((done) => {
      const clicked = ({ timeStamp, target }) => {
        const [wanted, before] = [target.closest('a').getAttribute('href'), heading()]
        let sign = null
        const look = () => {
          if (sign === null && (current() === wanted || heading() !== before)) {
            sign = 0
            window.bench.painted((now) => (sign = now - timeStamp))
          }
          const isBusy = main.querySelector('.animate-pulse, [aria-busy=true]') !== null
          if (isBusy || heading() === before || current() !== wanted) return
          seen.disconnect()
          window.bench.painted((now) => done({ sign, content: now - timeStamp }))
        }
        const seen = new MutationObserver(look)
        seen.observe(document.body, { childList: true, subtree: true, attributes: true })
      }
      document.addEventListener('click', clicked, { once: true, capture: true })
    })
  })
  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: place })
    .first()
    .click()
  return page.evaluate(() => window.benchChanged)
}

await browsing(async (context) => {
  await instrumented(context)
  const page = context.pages()[0] ?? (await context.newPage())
  await loggedIn(page)
  await page.getByRole('heading', { level: 1 }).waitFor()
  const found = PLACES.map((place) => ({ place, signs: [], contents: [] }))
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const { place, signs, contents } of found) {
      const { sign, content } = await changed(page, place)
      if (round === 0) continue
      signs.push(sign)
      contents.push(content)
    }
  answer(
    found.map(({ place, signs, contents }) => ({
      place,
      sign: median(signs),
      content: median(contents),
    })),
  )
})
