/** Operands: what the two sides of a condition compare. */
import { isObject, textOf, withKey, type Json, type JsonObject } from './json'

export interface Parameter {
  name: string
  kind: 'int' | 'float' | 'choice'
  default: number | string
  minimum: number | null
  maximum: number | null
  choices: readonly string[]
  description: string
}

export interface Indicator {
  name: string
  title: string
  group: string
  description: string
  pane: 'overlay' | 'pane'
  inputs: readonly string[]
  outputs: readonly string[]
  parameters: readonly Parameter[]
}

export type Catalogue = ReadonlyMap<string, Indicator>
export type OperandKind = 'number' | 'price' | 'indicator' | 'op' | 'kept'

export const PRICES = ['open', 'high', 'low', 'close', 'volume', 'hl2', 'hlc3', 'ohlc4'] as const
export const TIMEFRAMES = [
  ...['1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '8h', '12h', '1d', '1w'],
] as const

export const PRICE_WORDS: Record<string, string> = {
  open: 'Open',
  high: 'High',
  low: 'Low',
  close: 'Close',
  volume: 'Volume',
  hl2: 'Mean of high and low',
  hlc3: 'Mean of high, low, close',
  ohlc4: 'Mean of open, high, low, close',
}

const SIGNS: Record<string, string> = { add: ' + ', sub: ' − ', mul: ' × ', div: ' ÷ ' }
export const ARITHMETIC: readonly { name: string; words: string; count: 1 | 2 }[] = [
  { name: 'add', words: 'Sum', count: 2 },
  { name: 'sub', words: 'Difference', count: 2 },
  { name: 'mul', words: 'Product', count: 2 },
  { name: 'div', words: 'Quotient', count: 2 },
  { name: 'min', words: 'Smallest', count: 2 },
  { name: 'max', words: 'Largest', count: 2 },
  { name: 'abs', words: 'Without its sign', count: 1 },
]

export function kindOf(operand: Json | undefined): OperandKind {
  // Text stands where somebody is still typing a number.
  if (typeof operand !== 'object' && operand !== undefined && typeof operand !== 'boolean')
    return 'number'
  if (operand === null) return 'number'
  if (!isObject(operand)) return 'kept'
  const kinds = (['price', 'indicator', 'op'] as const).filter((kind) => kind in operand)
  const [kind] = kinds
  return kind !== undefined && kinds.length === 1 ? kind : 'kept'
}

const FRESH: Record<Exclude<OperandKind, 'kept'>, Json> = {
  number: 0,
  price: { price: 'close' },
  indicator: { indicator: 'RSI' },
  op: { op: 'mul', args: [1, { price: 'close' }] },
}

/** Return an operand of another kind to begin with. */
export function freshOperand(kind: Exclude<OperandKind, 'kept'>, before: Json): Json {
  if (kind === 'op' && kindOf(before) !== 'kept' && kindOf(before) !== 'number')
    return { op: 'mul', args: [1, structuredClone(before)] }
  return structuredClone(FRESH[kind])
}

/** Return the call of another indicator: its parameters are its own, the rest stays. */
export function withIndicator(operand: JsonObject, name: string, known: Catalogue): JsonObject {
  const bare = withKey(
    withKey({ ...operand, indicator: name }, 'params', undefined),
    'output',
    undefined,
  )
  const takesSource = known.get(name)?.inputs.includes('source') ?? true
  return takesSource ? bare : withKey(bare, 'source', undefined)
}

export function paramsOf(operand: JsonObject): JsonObject {
  return isObject(operand.params) ? operand.params : {}
}

/** Return the call with one parameter set, or at its default when the value is undefined. */
export function withParam(operand: JsonObject, name: string, value: Json | undefined): JsonObject {
  const params = withKey(paramsOf(operand), name, value)
  return withKey(operand, 'params', Object.keys(params).length === 0 ? undefined : params)
}

/** Return the operation with another way to join; arguments are kept or added as it needs. */
export function withArithmetic(operand: JsonObject, name: string): JsonObject {
  const args = Array.isArray(operand.args) ? operand.args : []
  if (name === 'abs') return { ...operand, op: name, args: args.slice(0, 1) }
  const two = [...args, ...[1, 1]].slice(0, Math.max(2, args.length))
  const isPair = name === 'sub' || name === 'div'
  return { ...operand, op: name, args: isPair ? two.slice(0, 2) : two }
}

/** Say an operand in the words of the rule language: RSI(14)[1]@4h. */
export function operandText(operand: Json | undefined, known: Catalogue): string {
  if (operand === null || operand === undefined) return '…'
  if (typeof operand === 'number' || typeof operand === 'string') return String(operand)
  const kind = kindOf(operand)
  if (!isObject(operand) || kind === 'kept') return JSON.stringify(operand).slice(0, 60)
  if (kind === 'price') return `${textOf(operand.price) || '…'}${shiftText(operand)}`
  if (kind === 'op') return `${operationText(operand, known)}${shiftText(operand)}`
  return `${callText(operand, known)}${shiftText(operand)}`
}

function shiftText({ offset, timeframe }: JsonObject): string {
  const back = typeof offset === 'number' && offset !== 0 ? `[${offset}]` : ''
  return `${back}${typeof timeframe === 'string' ? `@${timeframe}` : ''}`
}

function operationText(operand: JsonObject, known: Catalogue): string {
  const args = (Array.isArray(operand.args) ? operand.args : []).map((arg) => {
    const text = operandText(arg, known)
    return isObject(arg) && textOf(arg.op) in SIGNS ? `(${text})` : text
  })
  const op = textOf(operand.op)
  const sign = SIGNS[op]
  return sign === undefined ? `${op}(${args.join(', ')})` : args.join(sign)
}

function callText(operand: JsonObject, known: Catalogue): string {
  const name = textOf(operand.indicator) || '…'
  const params = paramsOf(operand)
  const entry = known.get(name)
  const listed = entry?.parameters ?? []
  // The periods are what people know an indicator by; the rest shows when it was changed.
  const first = listed.findIndex(({ kind }) => kind !== 'int')
  const periods = first === -1 ? listed.length : first
  const last = listed.findLastIndex((parameter) => parameter.name in params)
  const shown = listed
    .slice(0, Math.max(last + 1, periods))
    .map((parameter) => String(params[parameter.name] ?? parameter.default))
  const source = operand.source === undefined ? [] : [operandText(operand.source, known)]
  const inside = [...source, ...shown].join(', ')
  const output = textOf(operand.output)
  return `${name}${inside === '' ? '' : `(${inside})`}${output === '' ? '' : `.${output}`}`
}

/** Return the indicators that a search means, by their group; `chosen` is always among them. */
export function groupsOf(
  catalogue: Catalogue,
  search: string,
  chosen: string,
): [string, Indicator[]][] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const groups = new Map<string, Indicator[]>()
  for (const entry of catalogue.values()) {
    const text = `${entry.name} ${entry.title} ${entry.group}`.toLowerCase()
    if (entry.name === chosen || words.every((word) => text.includes(word)))
      groups.set(entry.group, [...(groups.get(entry.group) ?? []), entry])
  }
  return [...groups]
}

/** Read a number as a person writes it, with a comma or a point; null is not a number. */
export function numberOf(text: string): number | null {
  const plain = text.trim().replace(/\s/g, '').replace(',', '.')
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return null
  const value = Number(plain)
  return Number.isFinite(value) ? value : null
}

/** Say what values a parameter takes: "2 to 5,000, normally 14". */
export function limitsText(parameter: Parameter): string {
  const { minimum, maximum } = parameter
  const number = new Intl.NumberFormat('en-GB')
  const range =
    minimum !== null && maximum !== null
      ? `${number.format(minimum)} to ${number.format(maximum)}, `
      : ''
  return `${range}normally ${parameter.default}`
}
