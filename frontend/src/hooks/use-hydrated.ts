'use client'

import { useSyncExternalStore } from 'react'

const never = () => () => undefined

/** Return whether the page listens yet; the one that the server drew does not. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
}
