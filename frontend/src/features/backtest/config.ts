/** The settings of a run in words, for the page of one and the comparison of several. */

import type { Listed } from './model'
import { plainNumber } from './order'

export const CONFIG_FIELDS = [
  { key: 'strategy', label: 'Strategy' },
  { key: 'version', label: 'Version' },
  { key: 'symbol', label: 'Market' },
  { key: 'timeframe', label: 'Timeframe' },
  { key: 'start', label: 'From (UTC)' },
  { key: 'end', label: 'Until (UTC)' },
  { key: 'source', label: 'Source' },
  { key: 'initial_capital', label: 'Capital' },
  { key: 'commission_pct', label: 'Fee, %' },
  { key: 'slippage_pct', label: 'Slippage, %' },
  { key: 'engine', label: 'Engine' },
  { key: 'intrabar_timeframe', label: 'Bars inside a bar' },
  { key: 'borrow_pct_per_year', label: 'Borrowing, % a year' },
  { key: 'min_fee', label: 'Smallest fee' },
  { key: 'fee_per_share', label: 'Fee per unit' },
  { key: 'lot_step', label: 'Lot step' },
  { key: 'tick_size', label: 'Tick size' },
  { key: 'min_notional', label: 'Smallest order' },
  { key: 'risk_free_pct', label: 'Risk-free, % a year' },
  { key: 'mar_pct', label: 'Acceptable return, % a year' },
  { key: 'close_at_end', label: 'Position at the end' },
] as const

export type ConfigKey = (typeof CONFIG_FIELDS)[number]['key']

export const ENGINES: Record<string, string> = {
  fast: 'Compiled',
  backtrader: 'Backtrader',
  both: 'Both, compared',
}

function plain(value: unknown): string {
  if (typeof value === 'number') return plainNumber(value)
  return typeof value === 'string' && value !== '' ? value : '–'
}

const OWN_WORDS: Partial<Record<ConfigKey, (run: Listed) => string>> = {
  strategy: (run) => run.strategy_name,
  version: (run) => (run.strategy_version === null ? '–' : String(run.strategy_version)),
  symbol: (run) => run.symbol,
  timeframe: (run) => run.timeframe,
  start: (run) => run.start_date ?? 'first bar',
  end: (run) => run.end_date ?? 'last bar',
  engine: ({ config }) => ENGINES[plain(config.engine)] ?? plain(config.engine),
  intrabar_timeframe: ({ config }) =>
    config.intrabar_timeframe ? plain(config.intrabar_timeframe) : 'none',
  close_at_end: ({ config }) => (config.close_at_end === true ? 'closed' : 'marked'),
}

/** Return a setting of a run as it is shown. */
export function configText(run: Listed, key: ConfigKey): string {
  return OWN_WORDS[key]?.(run) ?? plain(run.config[key])
}
