'use client'

import { useState } from 'react'

import { ProblemError } from '@/lib/problem'

const STEP_UP = 1005

type Act = () => Promise<void>

/** Return whether the server asks for the password again before it does this. */
export function needsStepUp(error: unknown): boolean {
  return error instanceof ProblemError && error.code === STEP_UP
}

/**
 * Do what may need a fresh login: when the server says so, `asked` is what waits for the password,
 * and `repeat` does it once that was given.
 */
export function useStepUp(onError: (error: unknown) => void) {
  const [asked, setAsked] = useState<Act | null>(null)
  const run = async (act: Act) => {
    try {
      await act()
    } catch (error) {
      if (needsStepUp(error)) setAsked(() => act)
      else onError(error)
    }
  }
  const repeat = async () => {
    const act = asked
    setAsked(null)
    if (act !== null) await run(act)
  }
  return { run, repeat, isAsked: asked !== null, forget: () => setAsked(null) }
}
