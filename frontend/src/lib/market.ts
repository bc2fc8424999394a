import type { components } from '@/types/api.gen'

export type CandlesAnswer = components['schemas']['Candles']

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

/** Return a page of bars as such: the API also writes files, but never to who asks for none. */
export function candlesOf(answer: unknown): CandlesAnswer {
  return answer as CandlesAnswer
}
