'use client'

import { useCallback, useEffect, useRef, useState } from 'react'

import { useUi } from '@/stores/ui'

/** Return a value that changes faster than it can be read, as often as wanted, and its changer. */
export function usePainted<T>(initial: T, isPaused = false) {
  const paints = useUi((state) => state.paintsPerSecond)
  const [shown, setShown] = useState(initial)
  const newest = useRef(initial)
  useEffect(() => {
    if (isPaused || paints === 0) return
    // React drops a paint that would show the same object again.
    const timer = setInterval(() => setShown(newest.current), 1_000 / paints)
    return () => clearInterval(timer)
  }, [isPaused, paints])
  const give = useCallback((change: (before: T) => T) => {
    newest.current = change(newest.current)
  }, [])
  return [shown, give] as const
}
