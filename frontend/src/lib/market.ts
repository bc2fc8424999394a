import type { components } from '@/types/api.gen'

export type CandlesAnswer = components['schemas']['Candles']

const UNITS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/** Return the length of a bar in milliseconds: of "4h" 14,400,000; NaN for what is no timeframe. */
export function lengthOf(timeframe: string): number {
  return Number.parseInt(timeframe, 10) * (UNITS[timeframe.slice(-1)] ?? NaN)
}

/** Return the symbol as a path segment of the API: its first slash as a dash. */
export function pathSymbol(symbol: string): string {
  return symbol.replace('/', '-')
}

/** Return the currency an instrument is paid in: what stands behind the slash, else dollars. */
export function quoteOf(symbol: string): string {
  const quote = symbol.split('/')[1]?.split(':')[0]
  return quote === undefined || quote === '' ? 'USD' : quote
}

/** Return the address of an instrument's chart. */
export function chartHref(source: string, symbol: string, timeframe?: string): string {
  const query = new URLSearchParams({ symbol, source, ...(timeframe ? { timeframe } : {}) })
  return `/market?${query}`
}

/** Return whether a source is a file that somebody imported: nothing of it moves. */
export function isImported(source: string): boolean {
  return source.startsWith('u-')
}

/** Return what a person called a source: the server puts their number before it. */
export function sourceName(source: string): string {
  return source.replace(/^u-[0-9a-f]{8}-/, '')
}

/** Return a page of bars as such: the API also writes files, but never to who asks for none. */
export function candlesOf(answer: unknown): CandlesAnswer {
  return answer as CandlesAnswer
}
