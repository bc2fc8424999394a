import type { components } from '@/types/api.gen'

export type Calendar = components['schemas']['Calendar']

const MINUTE = 60_000
const HOUR = 3_600_000
const DAY = 86_400_000
const STEP = 30 * MINUTE
/** A weekend and a holiday on either side of it. */
const LONGEST_CLOSE = 6 * DAY

const NEW_YORK = 'America/New_York'
const newYork = new Intl.DateTimeFormat('en-US', {
  timeZone: NEW_YORK,
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
})
const offsets = new Map<number, number>()

/** Return a moment as New York's clocks show it, as if it were UTC. */
export function newYorkTime(time: number): number {
  // Clocks change on the hour: one look per hour is enough.
  const hour = Math.floor(time / HOUR)
  let offset = offsets.get(hour)
  if (offset === undefined) {
    const found = Object.fromEntries(
      newYork.formatToParts(hour * HOUR).map(({ type, value }) => [type, Number(value)]),
    )
    const { year = 0, month = 1, day = 1, hour: h = 0, minute = 0 } = found
    offset = Date.UTC(year, month - 1, day, h, minute) - hour * HOUR
    offsets.set(hour, offset)
  }
  return time + offset
}

/** Return the zone whose clocks a market goes by. */
export function exchangeZone(calendar: Calendar): string {
  return calendar === '24/7' ? 'UTC' : NEW_YORK
}

function weekday(local: number): number {
  return new Date(local).getUTCDay()
}

/** Return whether a market trades then by its regular hours; holidays are not known here. */
export function isOpenAt(calendar: Calendar, time: number): boolean {
  if (calendar === '24/7') return true
  const local = newYorkTime(time)
  const day = weekday(local)
  const clock = local % DAY
  if (calendar === 'us_stock')
    return day >= 1 && day <= 5 && clock >= 9.5 * HOUR && clock < 16 * HOUR
  if (day === 0) return clock >= 17 * HOUR
  if (day === 5) return clock < 17 * HOUR
  return day !== 6
}

/** Return when a shut market opens by its regular hours; null for one that is open. */
export function opensAt(calendar: Calendar, time: number): number | null {
  if (isOpenAt(calendar, time)) return null
  const first = Math.ceil(time / STEP) * STEP
  for (let at = first; at < time + LONGEST_CLOSE; at += STEP) if (isOpenAt(calendar, at)) return at
  return null
}

/** Return the day a moment belongs to, as 00:00 UTC of its date. */
export function sessionDay(calendar: Calendar, time: number): number {
  if (calendar === '24/7') return time - (time % DAY)
  const local = newYorkTime(time)
  // A day of currencies ends at 17:00 in New York; what follows Friday's end is Monday's.
  const shifted = calendar === 'forex' ? local + 7 * HOUR : local
  const day = shifted - (shifted % DAY)
  const over = calendar === 'forex' ? ([1, 0, 0, 0, 0, 0, 2][weekday(day)] ?? 0) : 0
  return day + over * DAY
}
