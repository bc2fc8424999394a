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

/** Every chart asks at every draw; the style sheet is asked only when it may say something else. */
function readAnew(): void {
  const style = getComputedStyle(document.documentElement)
  const found = NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()] as const)
  if (found.some(([name, value]) => known[name] !== value))
    known = Object.fromEntries(found) as Colours
}

function read(): Colours {
  if (known === UNREAD) readAnew()
  return known
}

function subscribe(changed: () => void): () => void {
  const looked = () => {
    readAnew()
    changed()
  }
  // The theme may have changed while no chart was there to hear of it.
  looked()
  const observer = new MutationObserver(looked)
  observer.observe(document.documentElement, {
    attributeFilter: ['class', 'data-palette', 'data-inverted'],
  })
  return () => observer.disconnect()
}

/** Return the colour tokens as text, for what cannot read CSS variables by itself (canvas). */
export function useColours(): Colours {
  return useSyncExternalStore(subscribe, read, () => UNREAD)
}
