'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'

import { useMe } from '@/hooks/use-format'

import { saveAppearance } from '../api'
import { useAppearance } from '../hooks/use-appearance'
import { isSame, storedAppearance, type Appearance } from '../model'

const CALM_MS = 800
/** Whose changes of this browser the server has not got yet. */
const UNSAVED = 'apextrade-appearance-unsaved'

/**
 * Take the appearance from the account once per page load, and keep what is changed after that.
 *
 * A change that could not be kept (offline, tab closed) is not undone by the next load: it is sent.
 */
export function AppearanceSync() {
  const { data: me } = useMe()
  const client = useQueryClient()
  const { appearance, change } = useAppearance()
  const kept = useRef<Appearance | null>(null)
  useEffect(() => {
    if (me === undefined || kept.current !== null) return
    const stored = storedAppearance(me.preferences)
    const isAhead = localStorage.getItem(UNSAVED) === me.id
    kept.current = stored ?? appearance
    if (stored !== null && !isAhead && !isSame(stored, appearance)) change(stored)
  })
  useEffect(() => {
    if (me === undefined || kept.current === null || isSame(kept.current, appearance)) return
    localStorage.setItem(UNSAVED, me.id)
    const timer = setTimeout(() => {
      saveAppearance(client, appearance).then(
        () => {
          kept.current = appearance
          localStorage.removeItem(UNSAVED)
        },
        () => undefined,
      )
    }, CALM_MS)
    return () => clearTimeout(timer)
  }, [appearance, client, me])
  return null
}
