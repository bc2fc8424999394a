export type Unit = 'percent' | 'money' | 'ratio' | 'count' | 'seconds'
export type Group = 'Return' | 'Risk' | 'Trades' | 'Market'

/** What a figure means, in words and as the formula it is computed with. */
export interface Definition {
  name: string
  title: string
  unit: Unit
  group: Group
  words: string
  formula: string
  /** What the sample size counts. */
  sample: string
  /** Whether its sign says good or bad. */
  isSigned?: boolean
}

type Row = [string, string, Unit, string, string, string, boolean?]

// prettier-ignore
const RETURN: Row[] = [
  ['total_return_pct', 'Total return', 'percent', 'What the initial capital gained or lost over the whole period, all costs included.', '(E_end / E0 − 1) · 100', 'bars', true],
  ['net_profit', 'Net profit', 'money', 'The same in money; an open position is counted at the last price.', 'E_end − E0', 'bars', true],
  ['final_capital', 'Final capital', 'money', 'What the account is worth at the last bar.', 'E_end, an open position marked', 'bars'],
  ['cagr_pct', 'CAGR', 'percent', 'The steady growth per year that would have led to the same end.', '((E_end / E0)^(365 / days) − 1) · 100', 'calendar days', true],
  ['expectancy', 'Expectancy per trade', 'money', 'What a closed trade made on average, after costs.', 'mean net P&L per closed trade', 'trades', true],
]

// prettier-ignore
const RISK: Row[] = [
  ['max_drawdown_pct', 'Max drawdown', 'percent', 'The deepest fall of the account from an earlier peak, at bar closes.', 'max(1 − E / cummax(E)) · 100', 'bars'],
  ['max_drawdown_money', 'Max drawdown in money', 'money', 'The largest fall in money; it need not be the one that is deepest in percent.', 'max(cummax(E) − E)', 'bars'],
  ['volatility_pct', 'Volatility per year', 'percent', 'How much the daily returns vary, scaled to a year.', 'std(r, ddof 1) · √A · 100', 'daily returns'],
  ['sharpe_ratio', 'Sharpe ratio', 'ratio', 'Mean daily return beyond the risk-free rate, per unit of variation, scaled to a year.', 'mean(r − rf/A) / std(r, ddof 1) · √A', 'daily returns', true],
  ['sortino_ratio', 'Sortino ratio', 'ratio', 'Like Sharpe, but only variation below the minimum acceptable return counts as risk.', 'mean(r − mar/A) / √(mean(min(r − mar/A, 0)²)) · √A', 'daily returns', true],
  ['calmar_ratio', 'Calmar ratio', 'ratio', 'Growth per year against the deepest drawdown.', 'CAGR / max drawdown', 'calendar days', true],
  ['recovery_factor', 'Recovery factor', 'ratio', 'Net profit against the largest drawdown in money.', 'net profit / max drawdown in money', 'bars', true],
]

// prettier-ignore
const TRADES: Row[] = [
  ['total_trades', 'Trades', 'count', 'Closed trades; a position that is open at the end is not one of them.', 'number of closed trades', 'trades'],
  ['win_rate_pct', 'Win rate', 'percent', 'The share of closed trades that made money after costs.', 'trades with P&L > 0 / closed trades · 100', 'trades'],
  ['winning_trades', 'Winners', 'count', 'Closed trades that made money.', 'trades with P&L > 0', 'trades'],
  ['losing_trades', 'Losers', 'count', 'Closed trades that lost money.', 'trades with P&L < 0', 'trades'],
  ['break_even_trades', 'Break-even', 'count', 'Closed trades that did neither.', 'trades with P&L = 0', 'trades'],
  ['profit_factor', 'Profit factor', 'ratio', 'Money won for each unit of money lost; below 1 the closed trades lost.', 'Σ wins / |Σ losses|, in money', 'trades'],
  ['expectancy_r', 'Expectancy in R', 'ratio', 'What a trade with a stop made on average, in units of what it first risked.', 'mean of P&L / (quantity · |fill − first stop|)', 'trades with a stop', true],
  ['sqn', 'System quality number', 'ratio', 'How far the average result lies from zero, given how much results vary.', '√n · mean(P&L) / std(P&L, ddof 1)', 'trades', true],
  ['best_trade_pct', 'Best trade', 'percent', 'The largest net return on the value entered with.', 'max of net P&L / (quantity · entry price) · 100', 'trades', true],
  ['worst_trade_pct', 'Worst trade', 'percent', 'The smallest net return on the value entered with.', 'min of net P&L / (quantity · entry price) · 100', 'trades', true],
  ['avg_trade_pct', 'Average trade', 'percent', 'The mean net return on the value entered with.', 'mean of net P&L / (quantity · entry price) · 100', 'trades', true],
  ['avg_trade_duration_seconds', 'Average time in a trade', 'seconds', 'How long a position was held on average.', 'mean(exit time − entry time)', 'trades'],
  ['max_trade_duration_seconds', 'Longest trade', 'seconds', 'How long the longest position was held.', 'max(exit time − entry time)', 'trades'],
]

// prettier-ignore
const MARKET: Row[] = [
  ['buy_and_hold_return_pct', 'Buy and hold', 'percent', 'The return of buying with all capital at the first chance and never selling, at the same costs.', '(B_end / E0 − 1) · 100', 'bars', true],
  ['alpha_pct', 'Alpha per year', 'percent', 'What the strategy made beyond its share in the market’s movement.', '(mean(r) − rf/A − β · (mean(b) − rf/A)) · A · 100', 'daily returns', true],
  ['beta', 'Beta', 'ratio', 'How strongly the account moved with buy and hold: 1 as strongly, 0 not at all.', 'cov(r, b) / var(b)', 'daily returns'],
  ['exposure_pct', 'Exposure', 'percent', 'The share of bars during which a position was open.', 'bars with a position / bars · 100', 'bars'],
  ['mean_gross_exposure_pct', 'Mean gross exposure', 'percent', 'How much of the account was in the market on average.', 'mean(|quantity| · close / equity) · 100', 'bars'],
]

function defined(group: Group, rows: Row[]): Definition[] {
  return rows.map(([name, title, unit, words, formula, sample, isSigned = false]) => ({
    name,
    title,
    unit,
    group,
    words,
    formula,
    sample,
    isSigned,
  }))
}

export const DEFINITIONS: readonly Definition[] = [
  ...defined('Return', RETURN),
  ...defined('Risk', RISK),
  ...defined('Trades', TRADES),
  ...defined('Market', MARKET),
]

export const GROUPS: readonly Group[] = ['Return', 'Risk', 'Trades', 'Market']

const KPI_NAMES = [
  'total_return_pct',
  'cagr_pct',
  'max_drawdown_pct',
  'sharpe_ratio',
  'sortino_ratio',
  'profit_factor',
  'win_rate_pct',
  'total_trades',
]

export const KPIS: readonly Definition[] = KPI_NAMES.flatMap((name) =>
  DEFINITIONS.filter((each) => each.name === name),
)

const REASONS: Record<string, string> = {
  too_short: 'The period is shorter than 90 days.',
  too_few: 'There are too few values to compute it.',
  too_few_returns: 'There are fewer than 30 daily returns.',
  no_variation: 'The values do not vary.',
  no_downside: 'No daily return was below the minimum acceptable return.',
  no_drawdown: 'Equity never fell below an earlier peak.',
  no_trades: 'No trade was closed.',
  no_losses: 'No trade lost money.',
  no_stops: 'No closed trade had a stop.',
  no_benchmark: 'No benchmark was computed.',
  wiped_out: 'Equity fell to zero or below.',
  out_of_range: 'The result is larger than a number can hold.',
}

/** Return why a figure has no value, in a sentence. */
export function reasonWords(code: string | null): string {
  if (code === null) return 'This run did not record it.'
  return REASONS[code] ?? `Not defined (${code.replaceAll('_', ' ')}).`
}
