// The candle chart: how soon 5,000 more bars are there, how 20,000 move, what ten instruments leave.
//   node bench/charts.mjs SOURCE SYMBOL SYMBOL…      each with more than 20,000 one-minute bars
import { answer, browsing, loggedIn, median } from './browser.mjs'
import { heapOf, instrumented, ofGaps } from './frames.mjs'

const PAN_MS = 3_000
const STEP_PX = 6
const HELD = 20_000
const PAGE = 5_000

/** Note when the candles are on their canvas: more than a hundred rectangles within one frame. */
async function watchCanvas(context) {
  await context.addInitScript(() => {
    const draw = CanvasRenderingContext2D.prototype.fillRect
    let frame = 0
    let count = 0
    CanvasRenderingContext2D.prototype.fillRect = function (...place) {
      draw.apply(this, place)
      if (window.benchPainted || !this.canvas.closest('[data-testid=candles]')) return
      const now = document.timeline.currentTime
      count = now === frame ? count + 1 : 1
      frame = now
      if (count !== 100) return
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => (window.benchPainted ??= performance.now())
      port2.postMessage(0)
    }
  })
}

const held = async (page) =>
  Number((await page.getByTestId('bars-held').innerText()).replace(/\D/g, ''))

/** Choose another instrument and go to its oldest bar: 5,000 more come. Return milliseconds. */
async function shown(page, symbol) {
  await page.getByRole('combobox', { name: /^Symbol/ }).click()
  await page.getByPlaceholder('Search symbols').fill(symbol)
  await page.getByRole('option', { name: symbol }).first().click()
  await page.getByRole('heading', { level: 1, name: symbol }).waitFor()
  const before = await held(page)
  await page.evaluate(() => performance.clearResourceTimings())
  await page.getByRole('slider', { name: /Bar under the cursor/ }).focus()
  await page.keyboard.press('Home')
  const painted = await page.waitForFunction((least) => {
    const text = document.querySelector('[data-testid=bars-held]')?.textContent ?? ''
    // What was painted before the page holds them was the cursor, or a live price.
    if (Number(text.replace(/\D/g, '')) < least) return (window.benchPainted = null)
    const bars = performance
      .getEntriesByType('resource')
      .filter(({ name }) => name.includes('/ohlcv/') && name.includes('cursor='))
      .sort((a, b) => b.decodedBodySize - a.decodedBodySize)[0]
    return window.benchPainted && bars ? window.benchPainted - bars.responseEnd : null
  }, before + PAGE)
  return painted.jsonValue()
}

async function filled(page) {
  const cursor = page.getByRole('slider', { name: /Bar under the cursor/ })
  for (let before = await held(page); before < HELD; before = await held(page)) {
    await cursor.focus()
    await page.keyboard.press('Home')
    const more = (least) => {
      const text = document.querySelector('[data-testid=bars-held]')?.textContent ?? ''
      return Number(text.replace(/\D/g, '')) > least
    }
    await page.waitForFunction(more, before)
  }
  return held(page)
}

/** Drag the chart by a few pixels in every frame, there and back. */
async function panned(page) {
  const box = await page.getByTestId('candles').boundingBox()
  const [x, y] = [box.x + box.width / 2, box.y + 150]
  await page.mouse.move(x, y)
  await page.mouse.down()
  const gaps = await page.evaluate(
    ({ x, y, milliseconds, step }) =>
      window.bench.frames(milliseconds, (frame) => {
        const offset = Math.abs((frame % 80) - 40) * step
        const place = { clientX: x + offset, clientY: y, buttons: 1, bubbles: true }
        document.documentElement.dispatchEvent(new MouseEvent('mousemove', place))
      }),
    { x, y, milliseconds: PAN_MS, step: STEP_PX },
  )
  await page.mouse.up()
  return ofGaps(gaps)
}

async function zoomedOut(page) {
  const box = await page.getByTestId('candles').boundingBox()
  await page.mouse.move(box.x + box.width / 2, box.y + 150)
  for (let turn = 0; turn < 40; turn += 1) await page.mouse.wheel(0, 400)
}

const [source, ...symbols] = process.argv.slice(2)
await browsing(async (context) => {
  await instrumented(context)
  await watchCanvas(context)
  const page = context.pages()[0] ?? (await context.newPage())
  const session = await context.newCDPSession(page)
  const query = new URLSearchParams({ source, symbol: symbols[0], timeframe: '1m' })
  await loggedIn(page, `/market?${query}`)
  await page.waitForFunction(() => window.benchPainted)
  const painted = []
  for (const symbol of symbols.slice(1)) painted.push(await shown(page, symbol))
  const heap = await heapOf(session)
  const bars = await filled(page)
  const near = await panned(page)
  await zoomedOut(page)
  const far = await panned(page)
  answer({
    painted: median(painted),
    slowest: Math.max(...painted),
    switches: painted.length,
    heap,
    bars,
    near,
    far,
  })
})
