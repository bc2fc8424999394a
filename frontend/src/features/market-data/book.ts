import { decimalsOf } from '@/lib/format'

/** A price is a multiple of a step but for the last bits of a float. */
const NEARLY = 1e-9
/** Steps wider than a hundredth of the price leave nothing to see. */
const GROUP_MOST = 0.01

export interface Level {
  price: number
  quantity: number
  /** What can be traded up to this level. */
  total: number
}

export interface Book {
  bids: readonly Level[]
  asks: readonly Level[]
  at: number
}

function levels(side: unknown): Level[] {
  if (!Array.isArray(side)) return []
  let total = 0
  return side.flatMap((pair: unknown) => {
    if (!Array.isArray(pair)) return []
    const [price, quantity] = pair as unknown[]
    if (typeof price !== 'number' || typeof quantity !== 'number') return []
    total += quantity
    return [{ price, quantity, total }]
  })
}

/** Return the order book of an answer or a live message. */
export function bookOf(data: Record<string, unknown>): Book {
  const at = Date.parse(String(data.timestamp ?? data.time ?? ''))
  return { bids: levels(data.bids), asks: levels(data.asks), at: Number.isNaN(at) ? 0 : at }
}

export interface Spread {
  absolute: number
  /** Of the middle between both, in percent. */
  percent: number
}

/** Return what lies between the best orders; null where one side is empty. */
export function spreadOf({ bids, asks }: Book): Spread | null {
  const bid = bids[0]?.price
  const ask = asks[0]?.price
  if (bid === undefined || ask === undefined || bid + ask <= 0) return null
  return { absolute: ask - bid, percent: ((ask - bid) / ((ask + bid) / 2)) * 100 }
}

/** Return the book with orders of neighbouring prices put together, in steps of `step`. */
export function grouped(book: Book, step: number | null): Book {
  if (step === null || !(step > 0)) return book
  // What is bid for at a price is bid for below it too; what is asked, above.
  const decimals = decimalsOf(step)
  const exact = (count: number) => Number((count * step).toFixed(decimals))
  const bids = merged(book.bids, (price) => exact(Math.floor(price / step + NEARLY)))
  const asks = merged(book.asks, (price) => exact(Math.ceil(price / step - NEARLY)))
  return { ...book, bids, asks }
}

function merged(side: readonly Level[], at: (price: number) => number): Level[] {
  const levels: Level[] = []
  for (const { price, quantity, total } of side) {
    const last = levels.at(-1)
    const step = at(price)
    if (last?.price === step)
      levels[levels.length - 1] = { price: step, quantity: last.quantity + quantity, total }
    else levels.push({ price: step, quantity, total })
  }
  return levels
}

/** Return the steps that prices near `price` can be put together in: its tick times 10, 100 … */
export function groupings(tickSize: number | null, price: number | undefined): number[] {
  if (tickSize === null || !(tickSize > 0) || price === undefined) return []
  const decimals = decimalsOf(tickSize)
  return [10, 100, 1_000, 10_000, 100_000]
    .map((times) => Number((tickSize * times).toFixed(decimals)))
    .filter((step) => step <= price * GROUP_MOST)
}

/** Return `depth` levels of each side and the largest total among them: the longest bar. */
export function deep({ bids, asks }: Book, depth: number) {
  const shown = { bids: bids.slice(0, depth), asks: asks.slice(0, depth) }
  const most = Math.max(shown.bids.at(-1)?.total ?? 0, shown.asks.at(-1)?.total ?? 0)
  return { ...shown, most }
}
