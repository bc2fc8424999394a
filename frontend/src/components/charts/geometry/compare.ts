import type { Cell } from '@/lib/csv'

import type { Curve } from './equity'
import { nearest } from './nearest'

/** Return a curve as if it had begun with 100; an empty one for a beginning of nothing. */
export function normalised({ time, value }: Curve, initial: number): Curve {
  if (!(initial > 0)) return { time: [], value: [] }
  return { time, value: value.map((each) => (each / initial) * 100) }
}

/** Return the values at a moment; null for a curve that has not begun or is already over. */
export function valuesAt(curves: readonly Curve[], at: number): (number | null)[] {
  return curves.map(({ time, value }) => {
    const first = time[0]
    const last = time.at(-1)
    if (first === undefined || last === undefined || at < first || at > last) return null
    return value[nearest(time, at)] ?? null
  })
}

/** Return all moments of all curves, rising, each once. */
export function momentsOf(curves: readonly Curve[]): number[] {
  return [...new Set(curves.flatMap(({ time }) => [...time]))].sort((a, b) => a - b)
}

/** Return the curves as rows of a file, below their heading. */
export function comparedRows(
  items: readonly { letter: string; name: string; curve: Curve }[],
  moments: readonly number[],
): Cell[][] {
  const curves = items.map(({ curve }) => curve)
  return [
    ['time_utc', ...items.map(({ letter, name }) => `${letter}: ${name}`)],
    ...moments.map((moment) => [new Date(moment).toISOString(), ...valuesAt(curves, moment)]),
  ]
}

/** Return the heights of labels near where they want to be, at least `gap` apart. */
export function spread(wanted: readonly number[], gap: number, bottom: number): number[] {
  const order = wanted.map((_, index) => index)
  order.sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0))
  const placed = [...wanted]
  let least = -Infinity
  for (const index of order) {
    const at = Math.max(wanted[index] ?? 0, least)
    placed[index] = at
    least = at + gap
  }
  // Pushed out below: move the last ones back up, each above the next.
  let most = bottom
  for (const index of order.reverse()) {
    const at = Math.min(placed[index] ?? 0, most)
    placed[index] = at
    most = at - gap
  }
  return placed
}
