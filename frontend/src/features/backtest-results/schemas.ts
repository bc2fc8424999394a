import * as z from 'zod/mini'

/** The stored result of a run; what an older run lacks is null, and the page says less. */
const text = z.catch(z.nullable(z.string()), null)
const number = z.catch(z.nullable(z.number()), null)
const count = z.catch(z.number(), 0)

const episode = z.object({
  depth: z.number(),
  started_at: z.string(),
  trough_at: z.string(),
  recovered_at: z.nullable(z.string()),
  duration_seconds: z.number(),
})

const position = z.object({
  side: z.string(),
  entry_time: z.string(),
  entry_price: z.number(),
  quantity: z.number(),
  entry_rule: text,
  stop_price: number,
  target_price: number,
  unrealized_pnl: z.number(),
})

const proof = z.object({
  passed: z.boolean(),
  cuts: z.array(z.string()),
  first_difference: text,
})

const refused = z.object({ total: z.number(), by_reason: z.record(z.string(), z.number()) })

export const resultSchema = z.looseObject({
  source: text,
  engine: text,
  calendar: text,
  period: z.catch(
    z.nullable(z.object({ start: z.string(), end: z.string(), warm_up_bars: z.number() })),
    null,
  ),
  undefined: z.catch(z.record(z.string(), z.string()), {}),
  sample_sizes: z.catch(z.record(z.string(), z.number()), {}),
  periods_per_year: number,
  bars: number,
  monthly_returns: z.catch(
    z.array(z.object({ period: z.string(), return: z.nullable(z.number()) })),
    [],
  ),
  max_drawdown: z.catch(z.nullable(episode), null),
  open_position: z.catch(z.nullable(position), null),
  proof: z.catch(z.nullable(proof), null),
  parity: z.catch(
    z.nullable(z.object({ agrees: z.boolean(), differences: z.array(z.string()) })),
    null,
  ),
  hashes: z.catch(z.record(z.string(), z.string()), {}),
  timing: z.catch(z.record(z.string(), z.nullable(z.number())), {}),
  warnings: z.catch(z.array(z.object({ code: z.string(), message: z.string() })), []),
  refused: z.catch(z.nullable(refused), null),
  pending: z.catch(z.array(z.object({ order: z.string() })), []),
  conflicting_entries: count,
  ambiguous_bars: count,
  late_fills: count,
  zero_volume_fills: count,
  daily_halts: count,
  halted_at: text,
  bankrupt_at: text,
})

export type Result = z.infer<typeof resultSchema>
export type Episode = z.infer<typeof episode>
export type OpenPosition = z.infer<typeof position>
