// What a browser loads before a route works, compressed, against its budget. Reads the last build:
//   node scripts/budget.mjs [DIRECTORY]
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'

const build = process.argv[2] ?? '.next/cache/served/current/.next'
const INITIAL = [
  [/^\/(login|register|verify|forgot|reset)$/, 200],
  [/^\/$/, 250],
  [/^\/(market|strategies\/|backtests\/)/, 230],
  [/^\//, 220],
]
// Every chunk there is, fetched first or later: this number only ever falls. What a page fetches by
// itself after it is there, e2e/budget.spec.ts counts.
const ALL = 920
const CSS = 15
const FONTS = 75

const sizes = new Map()
function kilobytes(file) {
  if (!sizes.has(file))
    sizes.set(file, gzipSync(readFileSync(join(build, file)), { level: 6 }).length / 1000)
  return sizes.get(file)
}
const total = (files) => [...files].reduce((sum, file) => sum + kilobytes(file), 0)
const json = (name) => JSON.parse(readFileSync(join(build, name), 'utf8'))

const found = (folder, end) =>
  readdirSync(join(build, folder), { recursive: true })
    .filter((name) => name.endsWith(end))
    .map((name) => join(build, folder, name))

function manifests() {
  globalThis.__RSC_MANIFEST = {}
  for (const name of found('server/app', '_client-reference-manifest.js'))
    new Function('globalThis', readFileSync(name, 'utf8'))(globalThis)
  return globalThis.__RSC_MANIFEST
}

const { rootMainFiles } = json('build-manifest.json')
const routes = json('app-path-routes-manifest.json')
const known = manifests()
const over = []
const rows = []
function judge(route, what, size, most) {
  if (size > most) over.push(`${route}: ${size.toFixed(1)} kB of ${what}, ${most} are allowed`)
}
for (const [entry, route] of Object.entries(routes).sort(([, a], [, b]) => a.localeCompare(b))) {
  if (!entry.endsWith('/page') || route.startsWith('/_')) continue
  const { entryJSFiles, entryCSSFiles } = known[entry]
  const initial = new Set([...rootMainFiles, ...Object.values(entryJSFiles).flat()])
  const styles = new Set(
    Object.values(entryCSSFiles)
      .flat()
      .map(({ path }) => path),
  )
  const [, most] = INITIAL.find(([pattern]) => pattern.test(route))
  judge(route, 'JavaScript', total(initial), most)
  judge(route, 'CSS', total(styles), CSS)
  rows.push([route, total(initial), most, total(styles)])
}
const fonts = found('static/media', '.woff2').map((name) => readFileSync(name).length)
judge('every page', 'fonts', fonts.reduce((sum, size) => sum + size, 0) / 1000, FONTS)

const chunks = found('static/chunks', '.js').map((name) => relative(build, name))
judge('all routes together', 'JavaScript', total(chunks), ALL)

for (const [route, initial, most, styles] of rows) {
  const [now, css] = [initial, styles].map((size) => size.toFixed(1).padStart(6))
  process.stdout.write(`${route.padEnd(26)} ${now} kB (at most ${most}), CSS ${css}\n`)
}
process.stdout.write(`${'all routes together'.padEnd(26)} ${total(chunks).toFixed(1)} kB\n`)
for (const sentence of over) process.stderr.write(`${sentence}\n`)
process.exit(over.length > 0 ? 1 : 0)
