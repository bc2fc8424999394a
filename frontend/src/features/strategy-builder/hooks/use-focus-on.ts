'use client'

import { useEffect, useRef } from 'react'

import { holds, type Branch } from '../model'
import { useBuilder } from './builder-context'

interface Stead {
  /** Takes the focus for everything in it: it is folded. */
  folded?: Branch | null
  /** Its field that is wrong is the better place. */
  hasFields?: boolean
}

/** Take the focus once when this part was just moved, made or refused. */
export function useFocusOn<T extends HTMLElement>(id: string, stead: Stead = {}) {
  const { folded = null, hasFields = false } = stead
  const { focusId, focus } = useBuilder()
  const ref = useRef<T>(null)
  const isMeant =
    focusId !== null && (focusId === id || (folded !== null && holds(folded, focusId)))
  useEffect(() => {
    if (!isMeant || ref.current === null) return
    const wrong = hasFields ? ref.current.querySelector<HTMLElement>('[aria-invalid="true"]') : null
    const place = wrong ?? ref.current
    place.focus()
    place.scrollIntoView?.({ block: 'nearest' })
    focus(null)
  }, [isMeant, hasFields, focus])
  return ref
}
