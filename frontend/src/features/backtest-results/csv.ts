import { secondsHeld, type Trade } from './trades'

type Cell = string | number | null

/**
 * Return a cell of a CSV file.
 *
 * A text that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay
 * numbers, negative ones too.
 */
export function csvCell(value: Cell): string {
  if (value === null) return ''
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : ''
  const safe = /^[\s]*[=+\-@\t\r\n]/.test(value) ? `'${value}` : value
  return /[",;\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export interface RuleNames {
  entry: readonly string[]
  exit: readonly string[]
}

const COLUMNS: [string, (trade: Trade, rules: RuleNames) => Cell][] = [
  ['number', (trade) => trade.number],
  ['side', (trade) => trade.side],
  ['entry_time_utc', (trade) => trade.entry_time],
  ['exit_time_utc', (trade) => trade.exit_time],
  ['entry_price', (trade) => trade.entry_price],
  ['exit_price', (trade) => trade.exit_price],
  ['quantity', (trade) => trade.quantity],
  ['pnl', (trade) => trade.pnl],
  ['return_pct', (trade) => trade.return_pct],
  ['duration_seconds', (trade) => secondsHeld(trade)],
  ['reason', (trade) => trade.reason],
  ['entry_rule', ({ entry_rule }, { entry }) => ruleName(entry, entry_rule)],
  ['exit_rule', ({ exit_rule }, { exit }) => ruleName(exit, exit_rule)],
  ['entry_fee', (trade) => trade.entry_fee],
  ['exit_fee', (trade) => trade.exit_fee],
  ['borrow', (trade) => trade.borrow],
  ['stop_price', (trade) => trade.stop_price],
  ['target_price', (trade) => trade.target_price],
  ['mae_pct', (trade) => trade.mae_pct],
  ['mfe_pct', (trade) => trade.mfe_pct],
]

function ruleName(names: readonly string[], index: number | null): string | null {
  return index === null ? null : (names[index] ?? String(index))
}

/** Return the trades as CSV: a heading, then a line per trade. */
export function tradesCsv(trades: readonly Trade[], rules: RuleNames): string {
  const lines = trades.map((trade) =>
    COLUMNS.map(([, value]) => csvCell(value(trade, rules))).join(','),
  )
  return [COLUMNS.map(([name]) => name).join(','), ...lines, ''].join('\r\n')
}

/** Return a name that every file system takes. */
export function fileName(...parts: string[]): string {
  const plain = parts.map((part) => part.replace(/[^\p{L}\p{N}.-]+/gu, '-').replace(/^-+|-+$/g, ''))
  return plain.filter(Boolean).join('_').slice(0, 120)
}
