/** The unsaved document in this browser: it outlives reloads and sessions. */
import { isObject, type JsonObject } from './json'

export interface LocalDraft {
  document: JsonObject
  /** The saved version it was made from; null for a new strategy. */
  version: number | null
  at: number
}

const PREFIX = 'apextrade-draft'

/** Return where a draft is kept: by person, since browsers are shared. */
export function draftKey(userId: string, place: string): string {
  return `${PREFIX}:${userId}:${place}`
}

export function readDraft(key: string): LocalDraft | null {
  try {
    const value: unknown = JSON.parse(window.localStorage.getItem(key) ?? 'null')
    if (!isObject(value) || !isObject(value.document) || typeof value.at !== 'number') return null
    const version = typeof value.version === 'number' ? value.version : null
    return { document: value.document, version, at: value.at }
  } catch {
    return null
  }
}

/** Keep a draft; false when the browser refuses (full, or switched off). */
export function keepDraft(key: string, draft: LocalDraft): boolean {
  try {
    window.localStorage.setItem(key, JSON.stringify(draft))
    return true
  } catch {
    return false
  }
}

export function dropDraft(key: string): void {
  try {
    window.localStorage.removeItem(key)
  } catch {
    // A browser that keeps nothing has nothing to drop.
  }
}
