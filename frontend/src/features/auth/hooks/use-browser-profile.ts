'use client'

import { useSyncExternalStore } from 'react'

import { currencyOf, type FirstProfile } from '../model'

let known: FirstProfile | null = null

function read(): FirstProfile {
  known ??= {
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC',
    locale: navigator.language,
    base_currency: currencyOf(navigator.language),
  }
  return known
}

const never = () => () => undefined

/** Return what the browser says about its person; null while the server draws the page. */
export function useBrowserProfile(): FirstProfile | null {
  return useSyncExternalStore(never, read, () => null)
}
