import type { Formatter } from '@/lib/format'

import { daysOf, type Backtest } from './model'
import type { Result } from './schemas'

export interface Row {
  name: string
  value: string
  note?: string
}

const ENGINES: Record<string, string> = {
  fast: 'Fast',
  reference: 'Reference, bar by bar',
  both: 'Both; each checks the other',
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** Return the configuration of a run in words. */
export function configRows(
  { config, ...backtest }: Backtest,
  result: Result,
  format: Formatter,
  currency: string,
): Row[] {
  const { first, last } = daysOf({ config, ...backtest }, result)
  const percent = (name: string) => format.percent(numberOf(config[name]), { digits: 3 })
  const money = (name: string) => format.money(numberOf(config[name]), { currency })
  const step = (name: string) => {
    const value = numberOf(config[name])
    return value === 0 ? 'none' : format.quantity(value)
  }
  const engine = textOf(config.engine) ?? result.engine
  return [
    { name: 'Market', value: `${backtest.symbol}, ${backtest.timeframe}` },
    { name: 'Data source', value: textOf(config.source) ?? result.source ?? '–' },
    {
      name: 'Period (UTC days)',
      value: `${format.utcDay(first)} – ${format.utcDay(last)}`,
      note:
        backtest.start_date === null && backtest.end_date === null
          ? 'everything that was stored'
          : undefined,
    },
    { name: 'Engine', value: ENGINES[engine ?? ''] ?? engine ?? '–' },
    { name: 'Bars inside a bar', value: textOf(config.intrabar_timeframe) ?? 'not used' },
    { name: 'Initial capital', value: money('initial_capital') },
    { name: 'Commission', value: percent('commission_pct'), note: 'of the value, each way' },
    { name: 'Slippage', value: percent('slippage_pct'), note: 'of the price, each way' },
    { name: 'Fee per share', value: money('fee_per_share') },
    { name: 'Smallest fee', value: money('min_fee') },
    { name: 'Cost of borrowing per year', value: percent('borrow_pct_per_year') },
    { name: 'Risk-free rate per year', value: percent('risk_free_pct') },
    { name: 'Minimum acceptable return per year', value: percent('mar_pct') },
    { name: 'Lot step', value: step('lot_step') },
    { name: 'Tick size', value: step('tick_size') },
    { name: 'Smallest order', value: money('min_notional') },
    {
      name: 'Open position at the end',
      value: config.close_at_end === true ? 'closed at the last bar' : 'left open and marked',
    },
  ]
}

function between(from: string | null, to: string | null): number | null {
  return from === null || to === null ? null : (Date.parse(to) - Date.parse(from)) / 1_000
}

/** Return how a run went: its times, its data and what was out of the ordinary. */
export function logRows(backtest: Backtest, result: Result, format: Formatter): Row[] {
  const { created_at, started_at, completed_at, attempts } = backtest
  const { timing, period, refused, halted_at, bankrupt_at } = result
  const at = (value: string | null) => format.dateTime(value, { seconds: true })
  const took = (name: string) => format.duration(timing[name] ?? null)
  const counts: [string, number][] = [
    ['Entries refused', refused?.total ?? 0],
    ['Bars with stop and target both inside', result.ambiguous_bars],
    ['Fills across a gap', result.late_fills],
    ['Fills without volume', result.zero_volume_fills],
    ['Bars where both sides asked to enter', result.conflicting_entries],
    ['Days stopped by the daily loss limit', result.daily_halts],
    ['Orders due after the last bar', result.pending.length],
  ]
  return [
    { name: `Asked for (${format.viewer.timezone})`, value: at(created_at) },
    {
      name: 'Started',
      value: at(started_at),
      note: `after ${format.duration(between(created_at, started_at))} in the queue`,
    },
    { name: 'Completed', value: at(completed_at) },
    { name: 'Attempts', value: format.integer(attempts) },
    { name: 'Bars simulated', value: format.integer(result.bars) },
    { name: 'Bars before the period, to warm up', value: format.integer(period?.warm_up_bars) },
    { name: 'Engine took', value: took('engine_seconds') },
    { name: 'Reference engine took', value: took('reference_seconds') },
    { name: 'Proof took', value: took('proof_seconds') },
    { name: 'All took', value: took('total_seconds') },
    ...counts.map(([name, count]) => ({ name, value: format.integer(count) })),
    ...(halted_at ? [{ name: 'Drawdown limit stopped trading', value: at(halted_at) }] : []),
    ...(bankrupt_at ? [{ name: 'Equity fell to zero', value: at(bankrupt_at) }] : []),
  ]
}
