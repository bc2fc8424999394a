/** Several finished runs side by side: which is better at what, and where they were set apart. */

import { normalised } from '@/components/charts/geometry/compare'
import type { Compared as Line } from '@/components/charts/compare-chart'

import { CONFIG_FIELDS, configText } from './config'
import type { Compared } from './model'
import { periodWords } from './model'

export type Unit = 'change' | 'percent' | 'ratio' | 'count' | 'money' | 'seconds'

export interface Measure {
  name: string
  label: string
  unit: Unit
  /** Which end is the better one; null where neither is. */
  better: 'high' | 'low' | null
}

export const MEASURES: readonly Measure[] = [
  { name: 'total_return_pct', label: 'Total return', unit: 'change', better: 'high' },
  { name: 'buy_and_hold_return_pct', label: 'Buy and hold', unit: 'change', better: null },
  { name: 'cagr_pct', label: 'CAGR', unit: 'change', better: 'high' },
  { name: 'final_capital', label: 'Final capital', unit: 'money', better: null },
  { name: 'max_drawdown_pct', label: 'Max drawdown', unit: 'percent', better: 'low' },
  { name: 'volatility_pct', label: 'Volatility', unit: 'percent', better: 'low' },
  { name: 'sharpe_ratio', label: 'Sharpe', unit: 'ratio', better: 'high' },
  { name: 'sortino_ratio', label: 'Sortino', unit: 'ratio', better: 'high' },
  { name: 'calmar_ratio', label: 'Calmar', unit: 'ratio', better: 'high' },
  { name: 'profit_factor', label: 'Profit factor', unit: 'ratio', better: 'high' },
  { name: 'win_rate_pct', label: 'Win rate', unit: 'percent', better: 'high' },
  { name: 'expectancy', label: 'Mean trade', unit: 'money', better: 'high' },
  { name: 'avg_trade_pct', label: 'Mean trade, %', unit: 'change', better: 'high' },
  { name: 'worst_trade_pct', label: 'Worst trade', unit: 'change', better: 'high' },
  { name: 'total_trades', label: 'Trades', unit: 'count', better: null },
  { name: 'exposure_pct', label: 'Time in the market', unit: 'percent', better: null },
  { name: 'avg_trade_duration_seconds', label: 'Mean duration', unit: 'seconds', better: null },
]

export const LETTERS = ['A', 'B', 'C', 'D'] as const

export function valueOf({ result }: Pick<Compared, 'result'>, name: string): number | null {
  const value = result[name]
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** Return which runs are best at a measure; none where all are equal or only one has a value. */
export function bestOf(values: readonly (number | null)[], better: Measure['better']): boolean[] {
  const known = values.filter((value) => value !== null)
  const isTie = known.length < 2 || known.every((value) => value === known[0])
  if (better === null || isTie) return values.map(() => false)
  const best = better === 'high' ? Math.max(...known) : Math.min(...known)
  return values.map((value) => value === best)
}

export interface Setting {
  label: string
  values: string[]
  differs: boolean
}

/** Return the settings of the runs, those that differ first. */
export function settingsOf(items: readonly Compared[]): Setting[] {
  const all = CONFIG_FIELDS.map(({ key, label }) => {
    const values = items.map(({ backtest }) => configText(backtest, key))
    return { label, values, differs: new Set(values).size > 1 }
  })
  return [...all.filter(({ differs }) => differs), ...all.filter(({ differs }) => !differs)]
}

/** Return the curves of the runs, each as if it had begun with 100. */
export function linesOf(items: readonly Compared[]): Line[] {
  return items.map(({ backtest, equity }, index) => ({
    letter: LETTERS[index] ?? '?',
    name: `${backtest.strategy_name}, ${backtest.symbol} ${backtest.timeframe}, ${periodWords(backtest)}`,
    curve: normalised({ time: equity.time, value: equity.equity }, equity.initial_capital),
  }))
}
