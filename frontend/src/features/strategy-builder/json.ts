/** JSON as it is: what the builder does not understand it keeps. */
export type Json = null | boolean | number | string | Json[] | JsonObject
export interface JsonObject {
  [key: string]: Json
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Return the object without some keys. */
export function without(object: JsonObject, ...keys: string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)))
}

/** Return the object with a key set, or without it when the value is undefined. */
export function withKey(object: JsonObject, key: string, value: Json | undefined): JsonObject {
  return value === undefined ? without(object, key) : { ...object, [key]: value }
}

export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}

/** Return whether two JSON values say the same; the order of keys says nothing. */
export function isSame(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => isSame(item, b[index]))
  if (!isObject(a) || !isObject(b)) return false
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]))
  )
}
