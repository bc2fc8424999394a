import { isObject, withKey, type Json, type JsonObject } from './json'
import type { Leaf } from './model'

interface Kind {
  name: string
  words: string
  takes: 'operand' | 'range' | 'bars'
}

/** Every way the rule language compares. */
export const OPERATORS: readonly Kind[] = [
  { name: 'greater_than', words: 'is above', takes: 'operand' },
  { name: 'greater_or_equal', words: 'is at or above', takes: 'operand' },
  { name: 'less_than', words: 'is below', takes: 'operand' },
  { name: 'less_or_equal', words: 'is at or below', takes: 'operand' },
  { name: 'equal', words: 'equals', takes: 'operand' },
  { name: 'not_equal', words: 'differs from', takes: 'operand' },
  { name: 'crosses_above', words: 'crosses above', takes: 'operand' },
  { name: 'crosses_below', words: 'crosses below', takes: 'operand' },
  { name: 'between', words: 'is between', takes: 'range' },
  { name: 'outside', words: 'is outside', takes: 'range' },
  { name: 'rising', words: 'rises for', takes: 'bars' },
  { name: 'falling', words: 'falls for', takes: 'bars' },
]

export function operatorOf(name: string): Kind | null {
  return OPERATORS.find((known) => known.name === name) ?? null
}

const BARS = 3

/** Return the condition with another operator; the right side keeps what it can. */
export function withOperator(leaf: Leaf, name: string): Leaf {
  const value = isObject(leaf.value) ? leaf.value : {}
  const takes = operatorOf(name)?.takes
  const right = value.right
  return {
    ...leaf,
    operator: name,
    value: withKey(value, 'right', takes === undefined ? right : rightFor(takes, right)),
  }
}

function rightFor(takes: Kind['takes'], right: Json | undefined): Json {
  const first: Json = Array.isArray(right) ? (right[0] ?? 0) : (right ?? 0)
  if (takes === 'range') return Array.isArray(right) ? right : [first, first]
  if (takes === 'bars')
    return typeof first === 'number' && Number.isInteger(first) && first > 0 && first <= 5_000
      ? first
      : BARS
  return first
}

/** Return the bounds of a range, whatever stands there. */
export function boundsOf(value: JsonObject): [Json, Json] {
  const right = value.right
  return Array.isArray(right) ? [right[0] ?? null, right[1] ?? null] : [right ?? null, null]
}
