import type { components } from '@/types/api.gen'

export type Trade = components['schemas']['Trade']

type Columns = components['schemas']['TradeColumns']

const utc = (time: number) => new Date(time).toISOString().replace('.000Z', 'Z')

/** Return the trades that an answer in columns holds, in its order. */
export function tradesOf(columns: Columns): Trade[] {
  const { entry_time, exit_time } = columns
  const timed = { ...columns, entry_time: entry_time.map(utc), exit_time: exit_time.map(utc) }
  const fields = Object.entries(timed).filter(([, values]) => Array.isArray(values))
  return columns.number.map((_, at) => {
    const trade: Record<string, unknown> = {}
    for (const [name, values] of fields as [string, unknown[]][]) trade[name] = values[at]
    // The columns are named as the fields of a trade.
    return trade as Trade
  })
}

export const SIDES = ['long', 'short'] as const
export const OUTCOMES = ['won', 'lost', 'even'] as const

export interface TradeFilter {
  side: (typeof SIDES)[number] | null
  outcome: (typeof OUTCOMES)[number] | null
  reason: string | null
  text: string
}

const REASONS: Record<string, string> = {
  stop_loss: 'Stop loss',
  trailing_stop: 'Trailing stop',
  take_profit: 'Take profit',
  exit_rule: 'Exit rule',
  reverse: 'Opposite entry',
  time_stop: 'Time stop',
  halt: 'Trading halted',
  end_of_data: 'End of data',
}

/** Return why a position was closed, as people say it. */
export function reasonLabel(reason: string): string {
  const plain = reason.replaceAll('_', ' ')
  return REASONS[reason] ?? plain.charAt(0).toUpperCase() + plain.slice(1)
}

export function outcomeOf({ pnl }: Trade): (typeof OUTCOMES)[number] {
  if (pnl > 0) return 'won'
  return pnl < 0 ? 'lost' : 'even'
}

export function secondsHeld({ entry_time, exit_time }: Trade): number {
  return (Date.parse(exit_time) - Date.parse(entry_time)) / 1_000
}

function says(trade: Trade, words: string[]): boolean {
  const said =
    `#${trade.number} ${trade.side} ${reasonLabel(trade.reason)} ${outcomeOf(trade)} ${trade.entry_time} ${trade.exit_time}`.toLowerCase()
  return words.every((word) => said.includes(word))
}

/** Return the trades that pass every part of the filter, in their order. */
export function filtered(trades: readonly Trade[], filter: TradeFilter): Trade[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean)
  return trades.filter(
    (trade) =>
      (filter.side === null || trade.side === filter.side) &&
      (filter.outcome === null || outcomeOf(trade) === filter.outcome) &&
      (filter.reason === null || trade.reason === filter.reason) &&
      (words.length === 0 || says(trade, words)),
  )
}

export interface Totals {
  count: number
  won: number
  lost: number
  even: number
  pnl: number
  costs: number
  /** Percent of all; null without trades. */
  winRate: number | null
  averagePnl: number | null
  averagePct: number | null
  /** Null without losses. */
  profitFactor: number | null
  averageSeconds: number | null
}

/** Return what these trades come to together. */
export function totalsOf(trades: readonly Trade[]): Totals {
  let [won, lost, pnl, costs, wins, losses, percent, seconds] = [0, 0, 0, 0, 0, 0, 0, 0]
  for (const trade of trades) {
    pnl += trade.pnl
    costs += trade.entry_fee + trade.exit_fee + trade.borrow
    percent += trade.return_pct
    seconds += secondsHeld(trade)
    if (trade.pnl > 0) {
      won += 1
      wins += trade.pnl
    } else if (trade.pnl < 0) {
      lost += 1
      losses -= trade.pnl
    }
  }
  const count = trades.length
  const mean = (sum: number) => (count === 0 ? null : sum / count)
  return {
    count,
    won,
    lost,
    even: count - won - lost,
    pnl,
    costs,
    winRate: mean(won * 100),
    averagePnl: mean(pnl),
    averagePct: mean(percent),
    profitFactor: losses === 0 ? null : wins / losses,
    averageSeconds: mean(seconds),
  }
}

export interface Part extends Totals {
  label: string
}

export type Calendar = 'month' | 'weekday' | 'hour'

/** Monday first, as weeks are counted in trading. */
export const WEEKDAYS = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
]

function partOf(trade: Trade, by: Calendar): string {
  const entered = new Date(trade.entry_time)
  if (by === 'month') return entered.toISOString().slice(0, 7)
  if (by === 'weekday') return WEEKDAYS[(entered.getUTCDay() + 6) % 7] ?? ''
  return `${String(entered.getUTCHours()).padStart(2, '0')}:00`
}

/** Return the trades' totals by the UTC month, weekday or hour they were entered in. */
export function grouped(trades: readonly Trade[], by: Calendar): Part[] {
  const parts = new Map<string, Trade[]>()
  for (const trade of trades) {
    const label = partOf(trade, by)
    const known = parts.get(label)
    if (known === undefined) parts.set(label, [trade])
    else known.push(trade)
  }
  const rank = (label: string) => (by === 'weekday' ? WEEKDAYS.indexOf(label) : 0)
  return [...parts.entries()]
    .sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b))
    .map(([label, members]) => ({ label, ...totalsOf(members) }))
}

export interface Streak {
  count: number
  pnl: number
  /** Numbers of its first and last trade. */
  first: number | null
  last: number | null
}

const NO_STREAK: Streak = { count: 0, pnl: 0, first: null, last: null }

/** Return the longest runs of wins and of losses, and the run that the last trade belongs to. */
export function streaksOf(trades: readonly Trade[]): {
  won: Streak
  lost: Streak
  current: Streak & { outcome: (typeof OUTCOMES)[number] | null }
} {
  const inOrder = [...trades].sort((a, b) => a.number - b.number)
  const longest = { won: NO_STREAK, lost: NO_STREAK, even: NO_STREAK }
  let [running, outcome] = [NO_STREAK, null as (typeof OUTCOMES)[number] | null]
  for (const trade of inOrder) {
    const now = outcomeOf(trade)
    const before = now === outcome ? running : NO_STREAK
    running = {
      count: before.count + 1,
      pnl: before.pnl + trade.pnl,
      first: before.first ?? trade.number,
      last: trade.number,
    }
    outcome = now
    if (running.count > longest[now].count) longest[now] = running
  }
  return { won: longest.won, lost: longest.lost, current: { ...running, outcome } }
}

/** Return the trades before and after one in a list, by their numbers. */
export function neighbours(trades: readonly Trade[], number: number | null) {
  const at = trades.findIndex((trade) => trade.number === number)
  return {
    at,
    previous: at > 0 ? (trades[at - 1]?.number ?? null) : null,
    next: at >= 0 ? (trades[at + 1]?.number ?? null) : (trades[0]?.number ?? null),
  }
}
