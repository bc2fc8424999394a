/**
 * The only formatters of the product: money, numbers, percent and time in the user's locale and
 * zone. Unknown is a dash, never zero.
 */

export const UNKNOWN = '–'

export interface Viewer {
  locale: string
  timezone: string
  baseCurrency: string
}

export const DEFAULT_VIEWER: Viewer = {
  locale: 'en-GB',
  timezone: 'Europe/Paris',
  baseCurrency: 'USDT',
}

type Amount = number | string | null | undefined

const formats = new Map<string, Intl.NumberFormat>()
const clocks = new Map<string, Intl.DateTimeFormat>()

function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale} ${JSON.stringify(options)}`
  let format = formats.get(key)
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, options)
    formats.set(key, format)
  }
  return format
}

function clock(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`
  let format = clocks.get(key)
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale, options)
    clocks.set(key, format)
  }
  return format
}

function written(value: Amount, locale: string, options: Intl.NumberFormatOptions): string {
  if (value === null || value === undefined || value === '') return UNKNOWN
  if (typeof value === 'number' && !Number.isFinite(value)) return UNKNOWN
  if (typeof value === 'string' && !/^[+-]?\d+(\.\d+)?$/.test(value)) return UNKNOWN
  // Intl reads a decimal string digit by digit: no cent is lost on the way through a float.
  // A change too small to show is zero, without the sign it lost its digits to.
  const shown = { signDisplay: 'negative' as const, ...options }
  return numberFormat(locale, shown).format(value as Intl.StringNumericLiteral)
}

export interface Formatter {
  viewer: Viewer
  /** An amount of money with its currency; `compact` for axes and tiles. */
  money(value: Amount, options?: { currency?: string; compact?: boolean; signed?: boolean }): string
  /** A price in steps of its tick; without one as many digits as it needs, never scientific. */
  price(value: Amount, tickSize?: number | null): string
  /** A quantity with at most eight decimals, or with those of the lot step. */
  quantity(value: Amount, lotStep?: number): string
  /** Percent given in percent: 1.5 is "1.50 %"; a change carries its sign. */
  percent(value: Amount, options?: { signed?: boolean; digits?: number }): string
  /** Two decimals: a ratio, or money whose currency stands in the heading. */
  ratio(value: Amount, options?: { signed?: boolean }): string
  integer(value: Amount): string
  compact(value: Amount): string
  /** A moment in the user's zone. */
  dateTime(value: Moment, options?: { seconds?: boolean }): string
  date(value: Moment): string
  time(value: Moment, options?: { seconds?: boolean }): string
  /** A whole day that belongs to no zone (dates of backtests are UTC days). */
  utcDay(value: Moment): string
  /** What stands at a time axis in UTC, as short as its steps allow. */
  utcTick(value: Moment, step: keyof typeof TICKS): string
  /** "3 minutes ago" below a day, else the date. */
  ago(value: Moment, now: number): string
  /** A length of time in its two largest units. */
  duration(seconds: number | null | undefined): string
}

export type Moment = string | number | Date | null | undefined

function dateOf(value: Moment): Date | null {
  if (value === null || value === undefined || value === '') return null
  const date = value instanceof Date ? value : new Date(value)
  return Number.isNaN(date.getTime()) ? null : date
}

const DAY: Intl.DateTimeFormatOptions = { year: 'numeric', month: 'short', day: '2-digit' }
const TICKS = {
  month: { year: 'numeric', month: 'short' },
  day: { month: 'short', day: 'numeric' },
  minute: { hour: '2-digit', minute: '2-digit', hour12: false },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>
const MINUTE: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hour12: false }

/** Return the decimals that show every tick: 0.01 has two, 0.5 one, 5 none. */
export function decimalsOf(step: number): number {
  if (!(step > 0)) return 8
  for (let digits = 0; digits < 12; digits += 1) {
    const scaled = step * 10 ** digits
    if (Math.abs(scaled - Math.round(scaled)) < 1e-9 * 10 ** digits) return digits
  }
  return 12
}

function priceDigits(value: Amount, tickSize: number | null | undefined): Intl.NumberFormatOptions {
  if (tickSize) {
    const digits = decimalsOf(tickSize)
    return { minimumFractionDigits: digits, maximumFractionDigits: digits }
  }
  const size = Math.abs(Number(value))
  if (size >= 1) return { minimumFractionDigits: 2, maximumFractionDigits: size >= 100 ? 2 : 5 }
  return { minimumSignificantDigits: 2, maximumSignificantDigits: 6 }
}

const ISO_CURRENCY = /^[A-Z]{3}$/

function moneyText(
  value: Amount,
  viewer: Viewer,
  options: { currency?: string; compact?: boolean; signed?: boolean },
): string {
  const currency = options.currency ?? viewer.baseCurrency
  const common: Intl.NumberFormatOptions = {
    ...(options.compact
      ? { notation: 'compact', maximumFractionDigits: 1 }
      : { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
    ...(options.signed ? { signDisplay: 'exceptZero' } : {}),
  }
  if (ISO_CURRENCY.test(currency)) {
    return written(value, viewer.locale, { ...common, style: 'currency', currency })
  }
  // USDT and its like are no ISO currencies: the code stands behind the number.
  const number = written(value, viewer.locale, common)
  return number === UNKNOWN ? number : `${number}\u00a0${currency}`
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const

function agoText(date: Date, now: number, locale: string): string | null {
  const seconds = Math.round((date.getTime() - now) / 1_000)
  if (Math.abs(seconds) >= 86_400) return null
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const unit = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? UNITS[3]
  return relative.format(Math.trunc(seconds / unit[1]), unit[0])
}

function durationText(seconds: number, locale: string): string {
  const narrow = { style: 'unit', unitDisplay: 'narrow' } as const
  if (seconds < 1)
    return written(Math.round(seconds * 1_000), locale, { ...narrow, unit: 'millisecond' })
  const first = UNITS.findIndex(([, size]) => seconds >= size)
  const shown = UNITS.slice(first, first + 2)
  let rest = Math.round(seconds)
  const parts = shown.flatMap(([unit, size]) => {
    const count = Math.floor(rest / size)
    rest -= count * size
    return count === 0 ? [] : [written(count, locale, { ...narrow, unit })]
  })
  return parts.join(' ')
}

/** Return the formatters for one person. */
export function formatter(viewer: Viewer): Formatter {
  const { locale, timezone: timeZone } = viewer
  const at = (value: Moment, options: Intl.DateTimeFormatOptions): string => {
    const date = dateOf(value)
    return date === null ? UNKNOWN : clock(locale, options).format(date)
  }
  const minute = (seconds?: boolean) =>
    seconds ? { ...MINUTE, second: '2-digit' as const } : MINUTE
  return {
    viewer,
    money: (value, options = {}) => moneyText(value, viewer, options),
    price: (value, tickSize) => written(value, locale, priceDigits(value, tickSize)),
    quantity: (value, lotStep) =>
      written(value, locale, {
        maximumFractionDigits: 8,
        ...(lotStep ? { minimumFractionDigits: Math.min(8, decimalsOf(lotStep)) } : {}),
      }),
    percent(value, { signed = false, digits = 2 } = {}) {
      const number = written(value, locale, {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
        ...(signed ? { signDisplay: 'exceptZero' } : {}),
      })
      return number === UNKNOWN ? number : `${number}\u00a0%`
    },
    ratio: (value, { signed = false } = {}) =>
      written(value, locale, {
        minimumFractionDigits: 2,
        maximumFractionDigits: 2,
        ...(signed ? { signDisplay: 'exceptZero' } : {}),
      }),
    integer: (value) => written(value, locale, { maximumFractionDigits: 0 }),
    compact: (value) => written(value, locale, { notation: 'compact', maximumFractionDigits: 1 }),
    dateTime: (value, { seconds } = {}) => at(value, { ...DAY, ...minute(seconds), timeZone }),
    date: (value) => at(value, { ...DAY, timeZone }),
    time: (value, { seconds } = {}) => at(value, { ...minute(seconds), timeZone }),
    utcDay: (value) => at(value, { ...DAY, timeZone: 'UTC' }),
    utcTick: (value, step) => at(value, { ...TICKS[step], timeZone: 'UTC' }),
    ago(value, now) {
      const date = dateOf(value)
      if (date === null) return UNKNOWN
      return agoText(date, now, locale) ?? at(value, { ...DAY, timeZone })
    },
    duration: (seconds) =>
      seconds === null || seconds === undefined || !Number.isFinite(seconds)
        ? UNKNOWN
        : durationText(Math.max(0, seconds), locale),
  }
}

/** Return +1, −1 or 0: which way a change points. */
export function directionOf(value: Amount): -1 | 0 | 1 {
  const number = Number(value)
  if (!Number.isFinite(number) || number === 0) return 0
  return number > 0 ? 1 : -1
}
