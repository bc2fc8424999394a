// Two hundred prices at once: node bench/live.mjs SYMBOL…      the symbols to look at closely
// Says {"ready":true} once every price is on the page; a line on stdin ends the measurement.
// A price that is published is a whole number: what stands on the page tells which one it was.
import { once } from 'node:events'

import { answer, browsing, loggedIn } from './browser.mjs'
import { heapOf, instrumented } from './frames.mjs'

const SETTLED_MS = 5_000
const symbols = process.argv.slice(2)

/** Begin to note long tasks, and the moment each of the chosen prices stands on the screen. */
function noted(names) {
  const seen = []
  const tasks = []
  new PerformanceObserver((list) =>
    tasks.push(...list.getEntries().map(({ duration }) => duration)),
  ).observe({ type: 'longtask' })
  for (const name of names) {
    const cell = document.querySelector(`[data-testid="price-${name}"]`)
    const told = () => {
      const price = Number(cell.textContent.replace(/[^\d.]/g, ''))
      window.bench.painted((now) => seen.push([name, price, performance.timeOrigin + now]))
    }
    new MutationObserver(told).observe(cell, {
      childList: true,
      subtree: true,
      characterData: true,
    })
  }
  window.benchNoted = { seen, tasks }
}

await browsing(async (context) => {
  await instrumented(context)
  const page = context.pages()[0] ?? (await context.newPage())
  const session = await context.newCDPSession(page)
  await loggedIn(page, '/market?source=sim&symbol=BTC%2FUSDT')
  await page.getByTestId(`price-${symbols.at(-1)}`).waitFor()
  const cells = await page.locator('[data-testid^=price-]').count()
  answer({ ready: true, cells })
  // The first prices make what every later one uses again.
  await page.waitForTimeout(SETTLED_MS)
  const before = await heapOf(session)
  await page.evaluate(noted, symbols)
  await once(process.stdin, 'data')
  const { seen, tasks } = await page.evaluate(() => window.benchNoted)
  const after = await heapOf(session)
  answer({ seen, longest: Math.max(0, ...tasks), tasks: tasks.length, growth: after - before })
})
process.exit(0)
