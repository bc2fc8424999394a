import type { Cell } from '@/lib/csv'

import { secondsHeld, type Trade } from './trades'

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

/** Return the rows of a CSV file: a heading, then one per trade. */
export function tradeRows(trades: readonly Trade[], rules: RuleNames): Cell[][] {
  const rows = trades.map((trade) => COLUMNS.map(([, value]) => value(trade, rules)))
  return [COLUMNS.map(([name]) => name), ...rows]
}
