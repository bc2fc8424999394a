'use client'

import { useMemo } from 'react'

import { $api } from '@/lib/api-client'
import { DEFAULT_VIEWER, formatter, type Formatter } from '@/lib/format'

/** Return the logged-in user's account. */
export function useMe() {
  return $api.useQuery('get', '/api/v1/auth/me', {}, { staleTime: 5 * 60_000 })
}

/** Return the formatters for the logged-in user's locale, zone and currency. */
export function useFormat(): Formatter {
  const { data } = useMe()
  const locale = data?.locale ?? DEFAULT_VIEWER.locale
  const timezone = data?.timezone ?? DEFAULT_VIEWER.timezone
  const baseCurrency = data?.base_currency ?? DEFAULT_VIEWER.baseCurrency
  return useMemo(
    () => formatter({ locale, timezone, baseCurrency }),
    [locale, timezone, baseCurrency],
  )
}
