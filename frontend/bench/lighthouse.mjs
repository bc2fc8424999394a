// Lighthouse over pages of a running platform, the median of several rounds:
//   node bench/lighthouse.mjs desktop|mobile ROUNDS PATH…      a page: NAME=/path
import { once } from 'node:events'
import { createServer } from 'node:net'

import lighthouse, { desktopConfig } from 'lighthouse'

import { answer, browsing, loggedIn, median, url } from './browser.mjs'

const CATEGORIES = ['performance', 'accessibility', 'best-practices']
const METRICS = {
  fcp: 'first-contentful-paint',
  lcp: 'largest-contentful-paint',
  tbt: 'total-blocking-time',
  cls: 'cumulative-layout-shift',
  tti: 'interactive',
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  return port
}

async function judged(port, path, form) {
  const flags = { port, onlyCategories: CATEGORIES, logLevel: 'error', output: 'json' }
  // The login lies in cookies: Lighthouse leaves them alone and empties the cache.
  const result = await lighthouse(url(path), flags, form === 'desktop' ? desktopConfig : undefined)
  const { lhr } = result
  if (lhr.runtimeError) throw new Error(`${path}: ${lhr.runtimeError.message}`)
  if (!lhr.finalDisplayedUrl.startsWith(url(path))) throw new Error(`${path} led elsewhere`)
  const scores = CATEGORIES.map((name) => [name, lhr.categories[name].score * 100])
  const metrics = Object.entries(METRICS).map(([key, id]) => [key, lhr.audits[id].numericValue])
  const faults = Object.values(lhr.categories)
    .filter(({ id }) => id !== 'performance')
    .flatMap(({ auditRefs }) => auditRefs)
    .filter(({ weight, id }) => weight > 0 && (lhr.audits[id].score ?? 1) < 1)
    .map(({ id }) => id)
  const speed = lhr.environment.benchmarkIndex
  return { ...Object.fromEntries([...scores, ...metrics]), speed, faults }
}

async function pageOf(port, [name, path], form, rounds) {
  const seen = []
  for (let round = 0; round < rounds; round += 1) seen.push(await judged(port, path, form))
  const keys = [...CATEGORIES, ...Object.keys(METRICS), 'speed']
  const medians = keys.map((key) => [key, median(seen.map((each) => each[key]))])
  return {
    name,
    ...Object.fromEntries(medians),
    faults: [...new Set(seen.flatMap((each) => each.faults))],
  }
}

const [form, rounds, ...pages] = process.argv.slice(2)
const port = await freePort()
await browsing(
  async (context) => {
    const found = []
    let isIn = false
    for (const page of pages.map((each) => each.split(/=(.*)/s))) {
      if (!isIn && page[1] !== '/login') {
        await loggedIn(await context.newPage())
        isIn = true
      }
      found.push(await pageOf(port, page, form, Number(rounds)))
    }
    answer(found)
  },
  { flags: [`--remote-debugging-port=${port}`] },
)
