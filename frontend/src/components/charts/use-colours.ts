'use client'

import { useSyncExternalStore } from 'react'

const NAMES = [
  'page',
  'card',
  'ink',
  'muted-ink',
  'subtle',
  'line',
  'grid',
  'accent',
  'gain',
  'loss',
  'benchmark',
  'warn',
] as const

export type Colours = Record<(typeof NAMES)[number], string>

const UNREAD = Object.fromEntries(NAMES.map((name) => [name, '#888888'])) as Colours
let known: Colours = UNREAD

function read(): Colours {
  const style = getComputedStyle(document.documentElement)
  const found = NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()] as const)
  if (found.some(([name, value]) => known[name] !== value))
    known = Object.fromEntries(found) as Colours
  return known
}

function subscribe(changed: () => void): () => void {
  const observer = new MutationObserver(changed)
  observer.observe(document.documentElement, {
    attributeFilter: ['class', 'data-palette', 'data-inverted'],
  })
  return () => observer.disconnect()
}

/** Return the colour tokens as text, for what cannot read CSS variables by itself (canvas). */
export function useColours(): Colours {
  return useSyncExternalStore(subscribe, read, () => UNREAD)
}
