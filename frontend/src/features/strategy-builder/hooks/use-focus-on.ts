'use client'

import { useEffect, useRef } from 'react'

import { useBuilder } from './builder-context'

/** Take the focus once when this part was just moved or made. */
export function useFocusOn<T extends HTMLElement>(id: string) {
  const { focusId, focus } = useBuilder()
  const ref = useRef<T>(null)
  useEffect(() => {
    if (focusId !== id || ref.current === null) return
    ref.current.focus()
    ref.current.scrollIntoView?.({ block: 'nearest' })
    focus(null)
  }, [focusId, id, focus])
  return ref
}
