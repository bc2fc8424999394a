/** What a worker says while it runs, put together into what a person wants to know. */

export interface Point {
  time: number
  equity: number
}

export interface Heard {
  percent: number
  simulatedAt: number | null
  barsPerSecond: number | null
  points: readonly Point[]
  /** Where the first and the newest message stood, by this browser's clock. */
  first: { at: number; percent: number } | null
  at: number | null
}

export const SILENT: Heard = {
  percent: 0,
  simulatedAt: null,
  barsPerSecond: null,
  points: [],
  first: null,
  at: null,
}

const POINTS_MOST = 600
/** A worker speaks at least once a second; without a word for so long something is wrong. */
export const SILENCE_MS = 15_000
/** Below so much work nobody minds losing it. */
export const CONFIRM_MS = 30_000

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** Every second point of what is too long to draw; the last one stays. */
function thinned(points: readonly Point[]): readonly Point[] {
  if (points.length <= POINTS_MOST) return points
  return points.filter((_, index) => index % 2 === 0 || index === points.length - 1)
}

/** Return what is known after a progress message; what is done does not become less. */
export function afterMessage(before: Heard, data: Record<string, unknown>, at: number): Heard {
  const percent = number(data.progress_pct)
  if (percent === null || percent < before.percent) return { ...before, at }
  const simulated =
    typeof data.simulated_at === 'string' ? number(Date.parse(data.simulated_at)) : null
  const equity = number(data.equity)
  const last = before.points.at(-1)?.time ?? -Infinity
  const isNew = simulated !== null && equity !== null && simulated > last
  return {
    percent,
    simulatedAt: simulated ?? before.simulatedAt,
    barsPerSecond: number(data.bars_per_second) ?? before.barsPerSecond,
    points: isNew ? thinned([...before.points, { time: simulated, equity }]) : before.points,
    first: before.first ?? { at, percent },
    at,
  }
}

/** Return the seconds that are left at the pace so far; null while there is no pace. */
export function secondsLeft(percent: number, from: { at: number; percent: number }, now: number) {
  const done = percent - from.percent
  const elapsed = (now - from.at) / 1_000
  if (done <= 0 || elapsed <= 0) return null
  return ((100 - percent) * elapsed) / done
}

/** Return the last quarter passed: 0, 25, 50 or 75. */
export function quarterOf(percent: number): number {
  return Math.min(75, Math.floor(percent / 25) * 25)
}
