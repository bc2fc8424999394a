/** The order for a backtest as a form: text in fields, the API's numbers behind them. */

import type { components } from '@/types/api.gen'

export type Order = components['schemas']['Order']

export interface NumberRule {
  name: NumberName
  label: string
  unit: string
  hint: string
  low: number
  high: number
  isLowOut?: true
  isHighOut?: true
  allowed: string
}

const PERCENT = {
  low: 0,
  high: 100,
  isHighOut: true,
  allowed: '0 up to, not including, 100',
} as const
const MONEY = { low: 0, high: 1e12, allowed: '0 or more' } as const
const RATE = {
  low: -100,
  isLowOut: true,
  high: 10_000,
  allowed: 'above −100, up to 10,000',
} as const
const POSITIVE = { low: 0, isLowOut: true, high: 1e12, allowed: 'above 0' } as const

export const NUMBER_NAMES = [
  'initial_capital',
  'commission_pct',
  'slippage_pct',
  'borrow_pct_per_year',
  'min_fee',
  'fee_per_share',
  'lot_step',
  'tick_size',
  'min_notional',
  'risk_free_pct',
  'mar_pct',
] as const
export type NumberName = (typeof NUMBER_NAMES)[number]

export const NUMBERS: Record<NumberName, Omit<NumberRule, 'name'>> = {
  initial_capital: { label: 'Capital', unit: '', hint: '', ...POSITIVE },
  commission_pct: {
    label: 'Fee per trade side',
    unit: '%',
    hint: 'of the value of each fill',
    ...PERCENT,
  },
  slippage_pct: { label: 'Slippage', unit: '%', hint: 'always against you', ...PERCENT },
  borrow_pct_per_year: {
    label: 'Borrowing for shorts',
    unit: '% a year',
    hint: 'empty: nothing',
    low: 0,
    high: 10_000,
    allowed: '0 to 10,000',
  },
  min_fee: { label: 'Smallest fee', unit: '', hint: 'empty: none', ...MONEY },
  fee_per_share: { label: 'Fee per unit', unit: '', hint: 'empty: none', ...MONEY },
  lot_step: { label: 'Lot step', unit: 'units', hint: 'empty: that of the market', ...POSITIVE },
  tick_size: { label: 'Tick size', unit: '', hint: 'empty: prices are not rounded', ...MONEY },
  min_notional: { label: 'Smallest order', unit: '', hint: 'empty: any', ...MONEY },
  risk_free_pct: {
    label: 'Risk-free rate',
    unit: '% a year',
    hint: 'empty: 0; for Sharpe',
    ...RATE,
  },
  mar_pct: { label: 'Acceptable return', unit: '% a year', hint: 'empty: 0; for Sortino', ...RATE },
}

const REQUIRED: readonly NumberName[] = ['initial_capital', 'commission_pct', 'slippage_pct']

export interface RunForm extends Record<NumberName, string> {
  strategy_id: string
  start_date: string
  end_date: string
  engine: components['schemas']['EngineName']
  source: string
  intrabar_timeframe: string
  close_at_end: boolean
}

export const EMPTY_FORM: RunForm = {
  strategy_id: '',
  start_date: '',
  end_date: '',
  engine: 'fast',
  source: '',
  intrabar_timeframe: '',
  close_at_end: false,
  initial_capital: '10000',
  commission_pct: '0.1',
  slippage_pct: '0.05',
  borrow_pct_per_year: '',
  min_fee: '',
  fee_per_share: '',
  lot_step: '',
  tick_size: '',
  min_notional: '',
  risk_free_pct: '',
  mar_pct: '',
}

/**
 * Return the number somebody wrote with a comma or a point, or null.
 *
 * "10,000" is ten thousand where the locale's decimal sign is a point, and ten where it is a comma.
 */
export function numberOf(text: string, locale: string): number | null {
  const bare = text.trim().replaceAll(/[\s\u00a0\u202f'’_]/g, '')
  if (!/^[+-]?[\d.,]*\d[\d.,]*$/.test(bare)) return null
  const decimal = decimalSignOf(bare, locale)
  const plain = decimal === null ? bare.replaceAll(/[.,]/g, '') : plainOf(bare, decimal)
  const value = Number(plain)
  return plain === '' || !Number.isFinite(value) ? null : value
}

function plainOf(bare: string, decimal: string): string {
  const grouping = decimal === '.' ? ',' : '.'
  return bare.replaceAll(grouping, '').replace(decimal, '.')
}

function decimalSignOf(bare: string, locale: string): string | null {
  const [comma, point] = [bare.lastIndexOf(','), bare.lastIndexOf('.')]
  if (comma === -1 && point === -1) return null
  if (comma !== -1 && point !== -1) return comma > point ? ',' : '.'
  const sign = comma === -1 ? '.' : ','
  if (bare.indexOf(sign) !== bare.lastIndexOf(sign)) return null
  const looksGrouped = /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/.test(bare)
  return looksGrouped && sign !== localSign(locale) ? null : sign
}

function localSign(locale: string): string {
  const parts = new Intl.NumberFormat(locale).formatToParts(1.5)
  return parts.find(({ type }) => type === 'decimal')?.value ?? '.'
}

/** Return what is wrong with a number as it was written, or null. */
export function numberFault(name: NumberName, text: string, locale: string): string | null {
  const rule = NUMBERS[name]
  if (text.trim() === '') return REQUIRED.includes(name) ? `Enter a number: ${rule.allowed}.` : null
  const value = numberOf(text, locale)
  if (value === null) return 'This is not a number.'
  const isLow = rule.isLowOut ? value <= rule.low : value < rule.low
  const isHigh = rule.isHighOut ? value >= rule.high : value > rule.high
  return isLow || isHigh ? `${rule.label} must be ${rule.allowed}.` : null
}

/** Return the order a form describes; what was left empty is for the server to decide. */
export function orderOf(form: RunForm, locale: string): Order {
  const numbers = NUMBER_NAMES.flatMap((name) => {
    const value = numberOf(form[name], locale)
    return value === null ? [] : [[name, value] as const]
  })
  return {
    strategy_id: form.strategy_id,
    start_date: form.start_date || null,
    end_date: form.end_date || null,
    engine: form.engine,
    source: form.source || null,
    intrabar_timeframe: (form.intrabar_timeframe || null) as Order['intrabar_timeframe'],
    close_at_end: form.close_at_end,
    ...Object.fromEntries(numbers),
  }
}

/** Return a number as it is typed, never scientific: 1e-8 is 0.00000001. */
export function plainNumber(value: number): string {
  return value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 15 })
}

/** Numbers that mean "nothing" are left empty, so that the form stays short. */
function written(value: unknown, empty: string): string {
  if (typeof value !== 'number' || !Number.isFinite(value)) return empty
  if (value === 0 && empty === '') return ''
  return plainNumber(value)
}

/** Return the form that repeats an earlier backtest. */
export function formOf(
  config: Record<string, unknown>,
  earlier: { strategy_id: string | null; start_date: string | null; end_date: string | null },
): RunForm {
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  const numbers = Object.fromEntries(
    NUMBER_NAMES.map((name) => [name, written(config[name], EMPTY_FORM[name])]),
  ) as Record<NumberName, string>
  return {
    ...EMPTY_FORM,
    ...numbers,
    strategy_id: earlier.strategy_id ?? '',
    start_date: earlier.start_date ?? '',
    end_date: earlier.end_date ?? '',
    engine: (text(config.engine) || 'fast') as RunForm['engine'],
    source: text(config.source),
    intrabar_timeframe: text(config.intrabar_timeframe),
    close_at_end: config.close_at_end === true,
  }
}

/** Return the field a fault of the server belongs to: "/body/start_date" is start_date. */
export function fieldOf(pointer: string): keyof RunForm | null {
  const name = pointer.split(/[/.]/).at(-1) ?? ''
  return name in EMPTY_FORM ? (name as keyof RunForm) : null
}
