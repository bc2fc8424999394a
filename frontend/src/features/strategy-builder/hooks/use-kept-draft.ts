'use client'

import { useEffect, useRef, useState } from 'react'

import type { JsonObject } from '../json'
import { dropDraft, keepDraft } from '../local-draft'

const KEEP_MS = 2_000

interface Given {
  key: string
  document: JsonObject
  version: number | null
  isDirty: boolean
}

export interface Kept {
  at: number
  isRefused: boolean
}

function kept({ key, document, version }: Given): Kept {
  const at = Date.now()
  return { at, isRefused: !keepDraft(key, { document, version, at }) }
}

/** Keep the unsaved document in this browser: soon after a change, and when the page goes. */
export function useKeptDraft(given: Given): Kept | null {
  const { key, document, version, isDirty } = given
  const [last, setLast] = useState<Kept | null>(null)
  const latest = useRef(given)
  useEffect(() => {
    latest.current = given
  })
  const before = useRef(key)
  useEffect(() => {
    // The first save gave the strategy a place of its own: nothing is left at the old one.
    if (before.current !== key) dropDraft(before.current)
    before.current = key
    if (!isDirty) {
      dropDraft(key)
      return
    }
    const timer = setTimeout(() => setLast(kept({ key, document, version, isDirty })), KEEP_MS)
    return () => clearTimeout(timer)
  }, [key, document, version, isDirty])
  useEffect(() => {
    const flush = () => {
      if (latest.current.isDirty) kept(latest.current)
    }
    window.addEventListener('pagehide', flush)
    window.document.addEventListener('visibilitychange', flush)
    return () => {
      flush()
      window.removeEventListener('pagehide', flush)
      window.document.removeEventListener('visibilitychange', flush)
    }
  }, [])
  return last
}
