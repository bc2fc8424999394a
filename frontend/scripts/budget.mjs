// What a browser loads before a route works, compressed, against its budget. Reads the last build:
//   node scripts/budget.mjs [DIRECTORY]
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

const build = process.argv[2] ?? '.next/cache/served/current/.next'
// Route, what it should weigh, what it may not exceed today: the second number only ever falls.
const INITIAL = [
  [/^\/(login|register|verify|forgot|reset)$/, 200, 205],
  [/^\/$/, 250, 250],
  [/^\/backtests\/(new|compare)$/, 230, 230],
  [/^\/strategies\/\[id\]$/, 230, 230],
  [/^\/backtests\/\[id\]$/, 230, 290],
  [/^\/(strategies\/.+)$/, 230, 279],
  [/^\/market.*$/, 230, 264],
  [/^\/settings$/, 220, 262],
  [/^\/admin$/, 220, 251],
  [/^\//, 220, 220],
]
// All tabs, dialogs and menus of a route together; nobody opens them all.
const LAZY = [70, 127]
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

/** The files that `next/dynamic` fetches once the page is there, from the manifest beside it. */
function lazyOf(entry, initial) {
  const beside = join(build, 'server/app', dirname(entry), 'page', 'react-loadable-manifest.json')
  if (!existsSync(beside)) return new Set()
  const files = Object.values(JSON.parse(readFileSync(beside, 'utf8'))).flatMap((one) => one.files)
  return new Set(files.filter((file) => file.endsWith('.js') && !initial.has(file)))
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
  const lazy = lazyOf(entry, initial)
  const [, goal, most] = INITIAL.find(([pattern]) => pattern.test(route))
  judge(route, 'JavaScript', total(initial), most)
  judge(route, 'later JavaScript', total(lazy), LAZY[1])
  judge(route, 'CSS', total(styles), CSS)
  rows.push([route, total(initial), goal, total(lazy), total(styles)])
}
const fonts = found('static/media', '.woff2').map((name) => readFileSync(name).length)
judge('every page', 'fonts', fonts.reduce((sum, size) => sum + size, 0) / 1000, FONTS)

for (const [route, initial, goal, lazy, styles] of rows) {
  const [now, later, css] = [initial, lazy, styles].map((size) => size.toFixed(1).padStart(6))
  process.stdout.write(
    `${route.padEnd(26)} ${now} kB (goal ${goal}), later ${later} (goal ${LAZY[0]}), CSS ${css}\n`,
  )
}
for (const sentence of over) process.stderr.write(`${sentence}\n`)
process.exit(over.length > 0 ? 1 : 0)
