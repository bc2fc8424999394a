/** What the rules would have done on the last candles, for the picture beside the editor. */
import type { Marker } from '@/components/charts/candle-parts'

import { isObject, textOf, withKey, without, type Json, type JsonObject } from './json'
import { kindOf, operandText, paramsOf, type Catalogue } from './operands'

export interface Signal {
  time: string
  intent: 'entry_long' | 'exit_long' | 'entry_short' | 'exit_short'
  rule: string | null
}

export const CANDLES = 500
const LINES = 6

/** Return what decides about signals: neither words nor risk do. */
export function rulesOnly(document: JsonObject): JsonObject {
  const bare = without(document, 'description', 'size', 'risk_management', 'reverse')
  return { ...bare, name: 'Preview' }
}

export interface Line {
  /** What the series endpoint is asked: "SMA(period=50)". */
  asked: string
  /** What the rule says: "SMA(50)". */
  label: string
  indicator: string
  output: string | null
}

/**
 * Return the indicators that the chart can show: on the strategy's own bars and computed from a
 * plain price. `left` counts those it cannot.
 */
export function linesOf(document: JsonObject, known: Catalogue): { lines: Line[]; left: string[] } {
  const lines = new Map<string, Line>()
  const left = new Set<string>()
  visited([document.entry_rules ?? null, document.exit_rules ?? null], (call) => {
    const bare = withKey(withKey(call, 'offset', undefined), 'timeframe', undefined)
    const label = operandText(bare, known)
    const source = call.source === undefined ? 'close' : plainPrice(call.source)
    const isOther = call.timeframe !== undefined && call.timeframe !== document.timeframe
    if (isOther || source === null || !known.has(textOf(call.indicator))) {
      left.add(operandText(call, known))
      return
    }
    const asked = askedOf(call, source)
    const output = textOf(call.output) || null
    const line = { asked, label, indicator: textOf(call.indicator), output }
    const key = `${asked} ${output ?? ''}`
    if (lines.size < LINES || lines.has(key)) lines.set(key, line)
    else left.add(label)
  })
  return { lines: [...lines.values()], left: [...left] }
}

function plainPrice(source: Json): string | null {
  if (!isObject(source) || kindOf(source) !== 'price' || Object.keys(source).length > 1) return null
  return textOf(source.price)
}

function askedOf(call: JsonObject, source: string): string {
  const params = Object.entries(paramsOf(call)).map(([name, value]) => `${name}=${String(value)}`)
  const all = [...params, ...(source === 'close' ? [] : [`source=${source}`])]
  const name = textOf(call.indicator)
  return all.length === 0 ? name : `${name}(${all.join(', ')})`
}

/** Call for every indicator in the rules, the outer before those it is computed from. */
function visited(value: Json, call: (found: JsonObject) => void): void {
  if (Array.isArray(value)) return value.forEach((item) => visited(item, call))
  if (!isObject(value)) return
  if (typeof value.indicator === 'string') call(value)
  Object.values(value).forEach((item) => visited(item, call))
}

type Side = 'long' | 'short' | null

/**
 * Return the signals that would change the position, in order: an entry when there is none, an
 * exit of the one there is. Stops and targets are not in this picture.
 */
export function markersOf(signals: readonly Signal[]): Marker[] {
  const markers: Marker[] = []
  let held: Side = null
  for (const { time, intent, rule } of signals) {
    const after = moved(held, intent)
    if (after === held) continue
    const isBuy = intent === 'entry_long' || intent === 'exit_short'
    held = after
    markers.push({
      id: `${time} ${intent} ${rule ?? ''}`,
      time: Date.parse(time),
      side: isBuy ? 'buy' : 'sell',
      text: isBuy ? 'B' : 'S',
    })
  }
  return markers
}

function moved(held: Side, intent: Signal['intent']): Side {
  if (intent === 'entry_long') return held === null ? 'long' : held
  if (intent === 'entry_short') return held === null ? 'short' : held
  if (intent === 'exit_long') return held === 'long' ? null : held
  return held === 'short' ? null : held
}

export interface Fired {
  entries: number
  exits: number
}

/** Return on how many of the candles shown an entry and an exit rule was true. */
export function firedIn(signals: readonly Signal[], from: number): Fired {
  const count = (kind: string) =>
    new Set(
      signals
        .filter(({ intent, time }) => intent.startsWith(kind) && Date.parse(time) >= from)
        .map(({ time }) => time),
    ).size
  return { entries: count('entry'), exits: count('exit') }
}
