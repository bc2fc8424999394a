'use client'

import { useCallback, useState } from 'react'

import { useNow } from './use-now'

/** Return the whole seconds left, 0 when over, and how to start again. */
export function useCountdown(first = 0): { left: number; start: (seconds: number | null) => void } {
  const now = useNow()
  const [wait, setWait] = useState(() => ({ seconds: first, endsAt: Date.now() + first * 1_000 }))
  const start = useCallback((seconds: number | null) => {
    setWait({ seconds: seconds ?? 0, endsAt: Date.now() + (seconds ?? 0) * 1_000 })
  }, [])
  // The page's clock stands still while nobody looks at it, and is behind when it starts.
  const left = Math.min(wait.seconds, Math.ceil((wait.endsAt - now) / 1_000))
  return { left: Math.max(0, left), start }
}

/** Return "45 s" or "4 min 12 s". */
export function waitText(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  const rest = seconds % 60
  if (minutes === 0) return `${seconds} s`
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`
}
