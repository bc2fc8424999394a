import type { Overlay } from '@/components/charts/candle-parts'
import type { components } from '@/types/api.gen'

export type Entry = components['schemas']['Indicator']
type Answer = components['schemas']['app__api__schemas__market_data__Indicators']
export type Values = Record<string, string>

export interface Parameter {
  name: string
  kind: 'int' | 'float' | 'choice'
  initial: string
  minimum: number | null
  maximum: number | null
  choices: readonly string[]
  description: string
}

/** Return the parameters of an entry of the catalogue. */
export function parametersOf({ parameters }: Pick<Entry, 'parameters'>): Parameter[] {
  return parameters.map((raw) => ({
    name: raw.name,
    kind: raw.kind,
    initial: String(raw.default ?? ''),
    minimum: typeof raw.minimum === 'number' ? raw.minimum : null,
    maximum: typeof raw.maximum === 'number' ? raw.maximum : null,
    choices: Array.isArray(raw.choices) ? raw.choices.map(String) : [],
    description: typeof raw.description === 'string' ? raw.description : raw.name,
  }))
}

const CALL = /^\s*([A-Za-z][A-Za-z0-9_]{0,39})\s*(?:\(([^()]{0,400})\))?\s*$/
export const CALLS_MOST = 10

export interface Call {
  name: string
  values: Values
}

/** Return what an indicator is called with, from its text in the address; null for nonsense. */
export function callOf(text: string): Call | null {
  const match = CALL.exec(text)
  if (match?.[1] === undefined) return null
  const values: Values = {}
  for (const part of (match[2] ?? '').split(',')) {
    const [name, value] = part.split('=').map((piece) => piece.trim())
    if (name && value) values[name] = value
  }
  return { name: match[1], values }
}

/** Return the text of a call: what the address keeps and the API reads. */
export function textOf({ name, values }: Call): string {
  const given = Object.entries(values).filter(([, value]) => value.trim() !== '')
  return given.length === 0
    ? name
    : `${name}(${given.map(([key, value]) => `${key}=${value.trim()}`).join(', ')})`
}

/** Return what is wrong with a value in a sentence; null where nothing is. */
export function faultOf(parameter: Parameter, value: string): string | null {
  if (parameter.kind === 'choice') return null
  const number = Number(value.replace(',', '.'))
  if (value.trim() === '' || !Number.isFinite(number)) return 'Must be a number'
  if (parameter.kind === 'int' && !Number.isInteger(number)) return 'Must be a whole number'
  const { minimum, maximum } = parameter
  if (minimum !== null && number < minimum) return `Must be at least ${minimum}`
  if (maximum !== null && number > maximum) return `Must be at most ${maximum}`
  return null
}

/** "RSI 14": the name and what it was computed with, as short as a chart needs it. */
export function labelOf({ indicator, params, source }: Answer['items'][number]): string {
  const numbers = Object.values(params).filter((value) => typeof value === 'number' && value !== 0)
  const of = source === 'close' ? '' : ` ${source}`
  return [indicator, ...numbers.slice(0, 3)].join(' ') + of
}

/** Return the values of one output over pages, oldest page first; a page that is missing is blank. */
function joined(
  pages: readonly (Answer | undefined)[],
  sizes: readonly number[],
  place: number,
  output: string,
): (number | null)[] {
  return pages.flatMap((page, index) => {
    const size = sizes[index] ?? 0
    const values = page?.items[place]?.outputs[output] ?? []
    return Array.from({ length: size }, (_, at) => values[at] ?? null)
  })
}

/** Return the lines of a chart from pages of indicators; panes are given out in their order. */
export function overlaysOf(
  pages: readonly (Answer | undefined)[],
  sizes: readonly number[],
  colours: readonly string[],
): Overlay[] {
  const known = pages.find((page) => page !== undefined)
  if (known === undefined) return []
  let panes = 0
  let next = 0
  return known.items.flatMap((item, place) => {
    if (item.pane === 'pane') panes += 1
    const pane = item.pane === 'pane' ? panes : 0
    const outputs = Object.keys(item.outputs).filter(
      // A direction of +1 and −1 has no place on the scale of prices.
      (output) => !(pane === 0 && output === 'direction'),
    )
    const first = next
    // Bands are one thing in one colour; the lines of a pane are told apart.
    next += pane === 0 ? 1 : outputs.length
    return outputs.map((output, index) => ({
      id: `${place} ${item.indicator} ${output}`,
      label: outputs.length === 1 ? labelOf(item) : `${labelOf(item)} ${output}`,
      values: joined(pages, sizes, place, output),
      pane,
      colour: colours[(first + (pane === 0 ? 0 : index)) % colours.length] ?? '',
      ...(output === 'histogram' ? { style: 'bars' as const } : {}),
    }))
  })
}

/** Return how many panes below the price the overlays take. */
export function panesOf(overlays: readonly Overlay[]): number {
  return overlays.reduce((most, { pane }) => Math.max(most, pane), 0)
}
