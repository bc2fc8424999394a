import { quantileSorted } from 'd3-array'
import { interpolateRgb } from 'd3-interpolate'

export interface MonthCell {
  year: number
  /** 1 to 12. */
  month: number
  return_pct: number
}

export interface YearRow {
  year: number
  /** Twelve values; null where the run did not reach. */
  months: (number | null)[]
  total: number
}

/** Return one row per year; a year's total compounds its months. */
export function yearRows(cells: readonly MonthCell[]): YearRow[] {
  const years = new Map<number, (number | null)[]>()
  for (const { year, month, return_pct } of cells) {
    const months = years.get(year) ?? Array.from({ length: 12 }, () => null)
    months[month - 1] = return_pct
    years.set(year, months)
  }
  return [...years.entries()]
    .sort(([a], [b]) => a - b)
    .map(([year, months]) => ({ year, months, total: compounded(months) }))
}

export function compounded(months: readonly (number | null)[]): number {
  return (months.reduce<number>((grown, pct) => grown * (1 + (pct ?? 0) / 100), 1) - 1) * 100
}

/** Return the size beyond which cells no longer get stronger: the 95th percentile. */
export function clampOf(cells: readonly MonthCell[]): number {
  const sizes = cells.map(({ return_pct }) => Math.abs(return_pct)).sort((a, b) => a - b)
  return Math.max(quantileSorted(sizes, 0.95) ?? 0, 1e-9)
}

export interface Palette {
  gain: string
  loss: string
  neutral: string
}

/** Return the colour of a return: centred on zero, as strong up as down. */
export function cellColour(pct: number, clamp: number, palette: Palette): string {
  const strength = Math.min(1, Math.abs(pct) / clamp)
  return interpolateRgb(palette.neutral, pct < 0 ? palette.loss : palette.gain)(strength)
}

/** Return black or white, whichever reads better on an `rgb(r, g, b)` or `#rrggbb` colour. */
export function inkOn(colour: string): '#000000' | '#ffffff' {
  const light = luminance(colour)
  return (light + 0.05) / 0.05 >= 1.05 / (light + 0.05) ? '#000000' : '#ffffff'
}

/** Return the relative luminance of a colour (WCAG 2.2, "relative luminance"). */
export function luminance(colour: string): number {
  const parts = colour.startsWith('#')
    ? [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
    : (colour.match(/\d+(\.\d+)?/g) ?? []).slice(0, 3).map(Number)
  const [red = 0, green = 0, blue = 0] = parts.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
