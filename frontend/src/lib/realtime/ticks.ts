export interface NewTick {
  last: number
  changePct: number | null
  bid: number | null
  ask: number | null
  at: number
}

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** Return the price of a ticker message, or null when it carries none. */
export function tickOf(data: Record<string, unknown>, at: number): NewTick | null {
  const last = number(data.price)
  if (last === null) return null
  return {
    last,
    changePct: number(data.change_24h_pct),
    bid: number(data.bid),
    ask: number(data.ask),
    at,
  }
}
