'use client'

import { useSyncExternalStore } from 'react'

const watchers = new Set<() => void>()
let now = 0
let timer: ReturnType<typeof setInterval> | null = null

function subscribe(changed: () => void): () => void {
  watchers.add(changed)
  timer ??= setInterval(() => {
    now = Date.now()
    watchers.forEach((each) => each())
  }, 1_000)
  return () => {
    watchers.delete(changed)
    if (watchers.size === 0 && timer !== null) {
      clearInterval(timer)
      timer = null
    }
  }
}

function read(): number {
  if (now === 0) now = Date.now()
  return now
}

/** Return the time, once a second; one clock for the whole page. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, read, () => 0)
}

/** Return whether a moment has passed: drawn anew when it has, not every second. */
export function useHasPassed(moment: number | null): boolean {
  return useSyncExternalStore(
    subscribe,
    () => moment !== null && read() > moment,
    () => false,
  )
}
