'use client'

import { useEffect, useRef } from 'react'

import { useUi } from '@/stores/ui'

const CHAIN_MS = 1_000

/** What takes letters itself: a field, and an open menu, which goes to the entry they begin. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
      target.closest('[role=menu], [role=listbox], [role=dialog], [role=alertdialog]') !== null)
  )
}

function nameOf(event: KeyboardEvent): string {
  const key = event.key.toLowerCase()
  const mod = event.ctrlKey || event.metaKey ? 'mod+' : ''
  const shift = event.shiftKey && mod ? 'shift+' : ''
  return `${mod}${shift}${key}`
}

/**
 * Call `pressed` on a key ("mod+k", "/", "?") or on two in a row ("g d").
 *
 * Keys without Ctrl or ⌘ never fire while somebody types and can be switched off (WCAG 2.1.4).
 */
export function useShortcut(keys: string, pressed: () => void): void {
  const hasSingles = useUi((state) => state.hasShortcuts)
  const latest = useRef(pressed)
  useEffect(() => {
    latest.current = pressed
  })
  useEffect(() => {
    const [first = '', second] = keys.split(' ')
    if (!first.startsWith('mod+') && !hasSingles) return
    let begunAt = -Infinity
    const heard = (event: KeyboardEvent) => {
      const name = nameOf(event)
      if (!name.startsWith('mod+') && (isTyping(event.target) || event.altKey)) return
      const isSecond = second !== undefined && event.timeStamp - begunAt < CHAIN_MS
      if (second !== undefined && !isSecond) {
        begunAt = name === first ? event.timeStamp : -Infinity
        return
      }
      begunAt = -Infinity
      if (name !== (second ?? first)) return
      event.preventDefault()
      latest.current()
    }
    window.addEventListener('keydown', heard)
    return () => window.removeEventListener('keydown', heard)
  }, [keys, hasSingles])
}
