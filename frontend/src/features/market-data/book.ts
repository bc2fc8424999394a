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

/** Return `depth` levels of each side and the largest total among them: the longest bar. */
export function deep({ bids, asks }: Book, depth: number) {
  const shown = { bids: bids.slice(0, depth), asks: asks.slice(0, depth) }
  const most = Math.max(shown.bids.at(-1)?.total ?? 0, shown.asks.at(-1)?.total ?? 0)
  return { ...shown, most }
}
