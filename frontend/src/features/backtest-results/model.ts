import type { MonthCell } from '@/components/charts/geometry/heatmap'
import type { Formatter } from '@/lib/format'
import type { components } from '@/types/api.gen'

import type { RuleNames } from './csv'
import type { Definition } from './definitions'
import { resultSchema, type Result } from './schemas'

export type Backtest = components['schemas']['Backtest']

export interface Figure {
  value: number | null
  /** Why there is no value: a code of the metrics' catalogue. */
  reason: string | null
  sample: number | null
}

/** Return what is kept of a run; null when it has no result. */
export function resultOf({ result }: Backtest): Result | null {
  const read = resultSchema.safeParse(result)
  return read.success ? read.data : null
}

export function figureOf(result: Result, name: string): Figure {
  const value: unknown = (result as Record<string, unknown>)[name]
  return {
    value: typeof value === 'number' && Number.isFinite(value) ? value : null,
    reason: result.undefined[name] ?? null,
    sample: result.sample_sizes[name] ?? null,
  }
}

/** Return a figure as people read it; a dash without a value. */
export function shown(
  { unit, isSigned }: Definition,
  { value }: Figure,
  format: Formatter,
  currency: string,
): string {
  switch (unit) {
    case 'percent':
      return format.percent(value, { signed: isSigned === true })
    case 'money':
      return format.money(value, { currency, signed: isSigned === true })
    case 'ratio':
      return format.ratio(value)
    case 'count':
      return format.integer(value)
    case 'seconds':
      return format.duration(value)
    default: {
      const unhandled: never = unit
      throw new Error(`unknown unit ${String(unhandled)}`)
    }
  }
}

/** Return the first and the last UTC day of the run; its end is the close of the last bar. */
export function daysOf(backtest: Backtest, result: Result | null): { first: string; last: string } {
  const start = result?.period?.start ?? backtest.start_date
  const end = result?.period?.end ?? backtest.end_date
  return {
    first: start ?? '',
    last: end === null || end === undefined ? '' : new Date(Date.parse(end) - 1).toISOString(),
  }
}

/** Return the months with a return, in percent. */
export function monthCells({ monthly_returns }: Result): MonthCell[] {
  return monthly_returns.flatMap(({ period, return: fraction }) => {
    const [year, month] = period.split('-').map(Number)
    if (fraction === null || !year || !month) return []
    return [{ year, month, return_pct: fraction * 100 }]
  })
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function namesOf(rules: unknown, kind: string): string[] {
  if (!Array.isArray(rules)) return []
  return rules.map((rule, index) => {
    const { name, rule_id: id } = record(rule)
    if (typeof name === 'string' && name !== '') return name
    return typeof id === 'string' ? id : `${kind} ${index + 1}`
  })
}

/** Return what the rules of a strategy document are called, in their order. */
export function ruleNames(document: Record<string, unknown>): RuleNames {
  return {
    entry: namesOf(document.entry_rules, 'Entry rule'),
    exit: namesOf(document.exit_rules, 'Exit rule'),
  }
}

export type Tone = 'bad' | 'warn' | 'info'

export interface Caution {
  code: string
  tone: Tone
  message: string
}

const GRAVE = new Set(['bankrupt', 'halted', 'no_trades'])
const NOTES = new Set(['close_marked'])

function toneOf(code: string): Tone {
  if (GRAVE.has(code)) return 'bad'
  return NOTES.has(code) ? 'info' : 'warn'
}

/** Return the share of the closed trades' profit that the best one made, in percent. */
export function bestShare(pnls: readonly number[]): number | null {
  const total = pnls.reduce((sum, pnl) => sum + pnl, 0)
  if (total <= 0 || pnls.length < 2) return null
  return (pnls.reduce((most, pnl) => Math.max(most, pnl), 0) / total) * 100
}

function ofOpenPosition(result: Result, format: Formatter, currency: string): Caution[] {
  const net = figureOf(result, 'net_profit').value
  const open = result.open_position?.unrealized_pnl
  if (net === null || open === undefined || net <= 0 || net - open > 0) return []
  const closed = format.money(net - open, { currency, signed: true })
  return [
    {
      code: 'profit_is_open',
      tone: 'warn',
      message: `All of the profit is in the position that is still open: without it the result is ${closed}.`,
    },
  ]
}

function ofBestTrade(pnls: readonly number[] | null, format: Formatter): Caution[] {
  const share = pnls === null ? null : bestShare(pnls)
  if (share === null || share <= 50) return []
  const percent = format.percent(share, { digits: 0 })
  return [
    {
      code: 'one_trade',
      tone: 'warn',
      message: `One trade alone made ${percent} of the profit of all closed trades: without it the picture changes.`,
    },
  ]
}

function ofCosts({ config }: Backtest): Caution[] {
  if (config.slippage_pct !== 0) return []
  return [
    {
      code: 'no_slippage',
      tone: 'warn',
      message: 'No slippage is charged: every order is filled exactly at the bar’s price.',
    },
  ]
}

function ofProof({ proof, parity }: Result): Caution[] {
  const found: Caution[] = []
  if (proof !== null && !proof.passed)
    found.push({
      code: 'look_ahead',
      tone: 'bad',
      message: `An earlier bar knew something of a later one, so these figures are worth nothing: ${proof.first_difference ?? 'the proof failed'}.`,
    })
  if (parity !== null && !parity.agrees)
    found.push({
      code: 'engines_differ',
      tone: 'bad',
      message: 'The two engines disagree about this run: do not rely on its figures.',
    })
  return found
}

/** Return everything to know before believing the figures, the gravest first. */
export function cautionsOf(
  backtest: Backtest,
  result: Result,
  pnls: readonly number[] | null,
  format: Formatter,
  currency: string,
): Caution[] {
  const told = result.warnings.map(({ code, message }) => ({ code, tone: toneOf(code), message }))
  const found = [
    ...ofProof(result),
    ...told,
    ...ofOpenPosition(result, format, currency),
    ...ofBestTrade(pnls, format),
    ...ofCosts(backtest),
  ]
  const order: Tone[] = ['bad', 'warn', 'info']
  return order.flatMap((tone) => found.filter((each) => each.tone === tone))
}

/** Return why a run may have closed no trade, by what it recorded. */
export function whyNoTrades(result: Result): string[] {
  const { refused, open_position, pending, conflicting_entries, halted_at, period } = result
  const why: string[] = []
  if (open_position)
    why.push('A position was opened and never closed: no exit came before the end.')
  for (const [reason, count] of Object.entries(refused?.by_reason ?? {}))
    why.push(`${count} entries were refused: ${reason.replaceAll('_', ' ')}.`)
  if (conflicting_entries > 0)
    why.push(`On ${conflicting_entries} bars both sides asked to enter; neither did.`)
  if (pending.length > 0)
    why.push('An order was due after the last bar: the period ended too early.')
  if (halted_at) why.push('The drawdown limit stopped trading.')
  if (period && (result.bars ?? 0) < 200)
    why.push(`The period has only ${result.bars ?? 0} bars; the indicators may never warm up.`)
  if (why.length === 0)
    why.push(
      'The entry rules were never true in this period: conditions may be too strict together, or the period too short.',
    )
  return why
}
