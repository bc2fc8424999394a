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
    <div aria-busy="true" className="relative">
      <div className={stage === 0 ? 'invisible' : ''}>{children}</div>
      {/* On top of the layout to come: as a line below it, it would push aside what follows. */}
      <p
        role="status"
        className={
          stage === 2
            ? 'absolute inset-x-0 top-2 text-center text-2xs text-muted-foreground'
            : 'sr-only'
        }
      >
        {stage === 2 ? `Still loading ${what} …` : `Loading ${what}`}
      </p>
    </div>
  )
}
