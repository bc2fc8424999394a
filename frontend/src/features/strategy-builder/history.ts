/** Undo and redo over whole drafts: they share what did not change. */
export interface History<T> {
  past: readonly T[]
  present: T
  future: readonly T[]
  /** What the last change was about; the next one about the same is part of it. */
  tag: string | null
  at: number
}

export const STEPS = 100
const JOIN_MS = 1_000

export function begun<T>(present: T): History<T> {
  return { past: [], present, future: [], tag: null, at: 0 }
}

/** Return the history after a change; typing in one field is one step. */
export function changed<T>(
  history: History<T>,
  present: T,
  tag: string | null,
  now: number,
): History<T> {
  if (present === history.present) return history
  const isJoined = tag !== null && tag === history.tag && now - history.at < JOIN_MS
  const past = isJoined ? history.past : [...history.past, history.present].slice(-STEPS)
  return { past, present, future: [], tag, at: now }
}

export function undone<T>(history: History<T>): History<T> {
  const present = history.past.at(-1)
  if (present === undefined) return history
  return {
    past: history.past.slice(0, -1),
    present,
    future: [history.present, ...history.future],
    tag: null,
    at: 0,
  }
}

export function redone<T>(history: History<T>): History<T> {
  const [present, ...future] = history.future
  if (present === undefined) return history
  return { past: [...history.past, history.present], present, future, tag: null, at: 0 }
}
