'use client'

import { useSyncExternalStore } from 'react'

/** Why what changes something cannot be pressed without a network. */
export const OFFLINE = 'Offline: nothing can be changed until the network is back'

function subscribe(changed: () => void): () => void {
  window.addEventListener('online', changed)
  window.addEventListener('offline', changed)
  return () => {
    window.removeEventListener('online', changed)
    window.removeEventListener('offline', changed)
  }
}

/** Return whether the browser has a network at all. */
export function useOnline(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => navigator.onLine,
    () => true,
  )
}
