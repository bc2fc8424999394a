'use client'

import { useEffect, useState, type ReactNode } from 'react'

const SHOW_MS = 150
const STILL_MS = 3_000

/** Nothing at first, then the layout to come, then words: a quick answer never flickers. */
export function Loading({ children, what }: { children: ReactNode; what: string }) {
  const [stage, setStage] = useState<0 | 1 | 2>(0)
  useEffect(() => {
    const shown = setTimeout(() => setStage(1), SHOW_MS)
    const still = setTimeout(() => setStage(2), STILL_MS)
    return () => {
      clearTimeout(shown)
      clearTimeout(still)
    }
  }, [])
  return (
    <div aria-busy="true">
      <div className={stage === 0 ? 'invisible' : ''}>{children}</div>
      <p role="status" className="mt-2 text-2xs text-muted-foreground">
        {stage === 2 ? `Still loading ${what} …` : <span className="sr-only">Loading {what}</span>}
      </p>
    </div>
  )
}
