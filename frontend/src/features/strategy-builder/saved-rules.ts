/** Saved rules: what a list refers to instead of holding a rule itself. */
import { isObject, textOf, withKey, type Json, type JsonObject } from './json'
import { isRule, itemJson, itemOf, type Item } from './model'

const KEY = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

interface Named {
  id: string
  name: string
}

/** Return what a list refers to a saved rule by: its name where that can stand in a text. */
export function referenceTo({ id, name }: Named): string {
  return KEY.test(name) && !UUID.test(name) ? name : id
}

/** Return the name or id that an entry of a list refers to; null for one that is no reference. */
export function referenceIn(item: Item): string | null {
  if (isRule(item)) return null
  const { kept } = item
  if (typeof kept === 'string') return kept
  return isObject(kept) && typeof kept.rule_id === 'string' ? kept.rule_id : null
}

export function isId(reference: string): boolean {
  return UUID.test(reference)
}

/** Return a name to keep a rule under, made of what it is called: "Sold off" is sold_off. */
export function nameToKeep(item: Item): string {
  const called = isRule(item) ? textOf(item.keys.name) : ''
  const plain = called
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
  return (/^[a-z]/.test(plain) ? plain : `rule_${plain}`).slice(0, 64)
}

/** Return the rule as it is kept: a key would make it the same rule twice in one strategy. */
export function toKeep(item: Item): JsonObject {
  const json = itemJson(item)
  return isObject(json) ? withKey(json, 'key', undefined) : {}
}

/** Return whether a rule opens or closes on the side that a list of this direction allows. */
export function fits(document: Json, list: 'entry' | 'exit', direction: string): boolean {
  if (direction === 'both') return true
  const signal = isObject(document) ? textOf(document.signal) : ''
  return signal === ((list === 'entry') === (direction !== 'short') ? 'BUY' : 'SELL')
}

/** Return the rule itself in the place of a reference to it. */
export function unpacked(document: JsonObject): Item {
  return itemOf(structuredClone(document))
}
