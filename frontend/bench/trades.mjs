// The table of a run with very many trades: node bench/trades.mjs BACKTEST
import { answer, browsing, loggedIn, median } from './browser.mjs'
import { instrumented, ofGaps } from './frames.mjs'

const SCROLL_MS = 3_000
const STEP_PX = 120
const COLUMNS = 8

/** Click a column's heading; return milliseconds from the click to the first row being another one. */
async function sorted(page, column) {
  await page.evaluate(() => {
    const body = document.querySelector('[aria-label=Trades] tbody')
    window.benchSorted = new Promise((done) => {
      const clicked = ({ timeStamp }) => {
        const changed = new MutationObserver(() => {
          changed.disconnect()
          window.bench.painted((now) => done(now - timeStamp))
        })
        changed.observe(body, { childList: true, subtree: true, characterData: true })
      }
      document.addEventListener('click', clicked, { once: true, capture: true })
    })
  })
  const table = page.getByRole('region', { name: 'Trades' })
  await table.getByRole('columnheader').nth(column).getByRole('button').click()
  return page.evaluate(() => window.benchSorted)
}

const [id] = process.argv.slice(2)
await browsing(async (context) => {
  await instrumented(context)
  const page = context.pages()[0] ?? (await context.newPage())
  const began = performance.now()
  await loggedIn(page, `/backtests/${id}?tab=trades`)
  const table = page.getByRole('region', { name: 'Trades' })
  await table.getByRole('row').nth(5).waitFor()
  const opened = performance.now() - began
  const rows = Number(await table.getByRole('table').getAttribute('aria-rowcount')) - 1
  const gaps = await table.evaluate(
    (element, { milliseconds, step }) =>
      window.bench.frames(milliseconds, () => element.scrollBy(0, step)),
    { milliseconds: SCROLL_MS, step: STEP_PX },
  )
  await table.evaluate((element) => element.scrollTo(0, 0))
  const sorts = []
  // The last first: the table opens in the order of the first.
  for (let column = COLUMNS; column > 0; column -= 1) sorts.push(await sorted(page, column - 1))
  answer({ rows, opened, scroll: ofGaps(gaps), sort: median(sorts), slowest: Math.max(...sorts) })
})
