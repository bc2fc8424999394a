import type { JsonObject } from './json'

const ORDER = ['name', 'description', 'symbol', 'venue', 'timeframe', 'direction', 'reverse']
const LAST = ['entry_rules', 'exit_rules', 'size', 'risk_management']

/** Return the document as JSON in the order in which people read it. */
export function jsonText(document: JsonObject): string {
  const known = [...ORDER, ...LAST]
  const others = Object.keys(document).filter((key) => !known.includes(key))
  const keys = [...ORDER, ...others, ...LAST].filter((key) => key in document)
  return JSON.stringify(Object.fromEntries(keys.map((key) => [key, document[key]])), null, 2)
}
