/** The risk section, and what each setting means for 10,000 of the quote currency. */
import { isObject, textOf, type Json, type JsonObject } from './json'
import { numberOf } from './operands'

export const EQUITY = 10_000

export interface RiskField {
  name: string
  label: string
  unit: '%' | 'bars'
  hint: string
}

export const RISK_FIELDS: readonly RiskField[] = [
  {
    name: 'stop_loss_pct',
    label: 'Stop loss',
    unit: '%',
    hint: 'Closes the position this far against the price you paid.',
  },
  {
    name: 'take_profit_pct',
    label: 'Take profit',
    unit: '%',
    hint: 'Closes the position this far in your favour.',
  },
  {
    name: 'trailing_stop_pct',
    label: 'Trailing stop',
    unit: '%',
    hint: 'Follows the best price since the entry at this distance.',
  },
  {
    name: 'max_position_size_pct',
    label: 'Largest position',
    unit: '%',
    hint: 'No position is larger than this part of the equity.',
  },
  {
    name: 'max_drawdown_pct',
    label: 'Drawdown stop',
    unit: '%',
    hint: 'Ends trading when equity is this far under its peak.',
  },
  {
    name: 'max_daily_loss_pct',
    label: 'Daily loss stop',
    unit: '%',
    hint: 'No new entries that day after losing this much of the equity.',
  },
  {
    name: 'max_bars_in_trade',
    label: 'Time limit',
    unit: 'bars',
    hint: 'Closes the position after this many bars.',
  },
  {
    name: 'cooldown_bars',
    label: 'Pause after an exit',
    unit: 'bars',
    hint: 'No new entry for this many bars.',
  },
  {
    name: 'cooldown_after_loss_bars',
    label: 'Pause after a loss',
    unit: 'bars',
    hint: 'No new entry for this many bars after a losing trade.',
  },
]

export const SIZE_MODES: readonly { name: string; words: string; unit: string }[] = [
  { name: 'percent_equity', words: 'Part of the equity', unit: '%' },
  { name: 'fixed_amount', words: 'A fixed amount of money', unit: 'money' },
  { name: 'fixed_quantity', words: 'A fixed quantity', unit: 'units' },
  { name: 'risk_per_trade_pct', words: 'Risk per trade', unit: '%' },
]

export function sectionIn(head: JsonObject, name: string): JsonObject {
  const section = head[name]
  return isObject(section) ? section : {}
}

function number(value: Json | undefined): number | null {
  return typeof value === 'number' ? value : typeof value === 'string' ? numberOf(value) : null
}

function positive(value: Json | undefined): number | null {
  const found = number(value)
  return found !== null && found > 0 ? found : null
}

/** Return the distance of the first stop in percent, null without one. */
function stopPct(risk: JsonObject): number | null {
  const stops = [positive(risk.stop_loss_pct), positive(risk.trailing_stop_pct)]
  const given = stops.filter((stop) => stop !== null)
  return given.length === 0 ? null : Math.min(...given)
}

/**
 * Return what one entry buys with an equity of 10,000, null where that depends on the price.
 */
export function positionValue(head: JsonObject): number | null {
  const size = isObject(head.size) ? head.size : null
  const risk = sectionIn(head, 'risk_management')
  const limitPct = positive(risk.max_position_size_pct) ?? (size === null ? 10 : 100)
  const limit = (EQUITY * Math.min(limitPct, 100)) / 100
  if (size === null) return limit
  const value = positive(size.value)
  if (value === null) return null
  switch (textOf(size.mode)) {
    case 'percent_equity':
      return Math.min((EQUITY * value) / 100, limit)
    case 'fixed_amount':
      return Math.min(value, limit)
    case 'risk_per_trade_pct': {
      const stop = stopPct(risk)
      return stop === null ? null : Math.min((EQUITY * value) / stop, limit)
    }
    default:
      return null
  }
}

const ENDINGS = ['stop_loss_pct', 'take_profit_pct', 'trailing_stop_pct', 'max_bars_in_trade']
export const NO_EXIT =
  'Nothing closes a position: there is no exit rule, stop, target or time limit. It is held to the end of the data.'

/** Return whether anything ever closes what an entry opens. */
export function hasExit(document: JsonObject): boolean {
  const rules = document.exit_rules
  const risk = sectionIn(document, 'risk_management')
  return (
    (Array.isArray(rules) && rules.length > 0) ||
    document.reverse === true ||
    ENDINGS.some((name) => positive(risk[name]) !== null)
  )
}

type Money = (amount: number) => string

/** Return a worked example of one setting in money, null where there is nothing to say. */
export function riskExample(name: string, head: JsonObject, money: Money): string | null {
  const value = positive(sectionIn(head, 'risk_management')[name])
  const position = positionValue(head)
  if (value === null) return null
  const part = position === null ? null : (position * value) / 100
  switch (name) {
    case 'stop_loss_pct':
      return part === null
        ? null
        : `A position of ${money(position ?? 0)} loses about ${money(part)} at the stop, plus costs.`
    case 'take_profit_pct':
      return part === null
        ? null
        : `A position of ${money(position ?? 0)} gains about ${money(part)} at the target, less costs.`
    case 'trailing_stop_pct':
      return `After a rise from 100 to 110 it sells at ${(110 * (1 - value / 100)).toFixed(2)}.`
    case 'max_position_size_pct':
      return `With ${money(EQUITY)} no position is above ${money((EQUITY * Math.min(value, 100)) / 100)}.`
    case 'max_drawdown_pct':
      return `After a peak of ${money(EQUITY)} trading ends at ${money(EQUITY * (1 - value / 100))}.`
    case 'max_daily_loss_pct':
      return `A day that began with ${money(EQUITY)} takes no entry below ${money(EQUITY * (1 - value / 100))}.`
    default:
      return null
  }
}

/** Return a worked example of the size of an entry. */
export function sizeExample(head: JsonObject, money: Money): string {
  const size = isObject(head.size) ? head.size : null
  const position = positionValue(head)
  if (size !== null && textOf(size.mode) === 'fixed_quantity')
    return 'What it costs depends on the price at the entry.'
  if (position === null) return 'Give a value to see an example.'
  const bought = `With ${money(EQUITY)} an entry buys about ${money(position)}.`
  if (size === null || textOf(size.mode) !== 'risk_per_trade_pct') return bought
  const stop = stopPct(sectionIn(head, 'risk_management'))
  const lost = stop === null ? null : (position * stop) / 100
  return lost === null ? bought : `${bought} At the stop about ${money(lost)} are lost.`
}
