'use client'

import { createContext, use } from 'react'

import { $api } from '@/lib/api-client'
import { DEFAULT_VIEWER, formatter, type Formatter } from '@/lib/format'

/** Made once for all: a page has hundreds of figures. */
export const FormatContext = createContext<Formatter>(formatter(DEFAULT_VIEWER))

/** Return the logged-in user's account. */
export function useMe() {
  return $api.useQuery('get', '/api/v1/auth/me', {}, { staleTime: 5 * 60_000 })
}

/** Return the formatters for the logged-in user's locale, zone and currency. */
export function useFormat(): Formatter {
  return use(FormatContext)
}
