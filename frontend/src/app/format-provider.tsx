'use client'

import { useMemo, type ReactNode } from 'react'

import { FormatContext, useMe } from '@/hooks/use-format'
import { DEFAULT_VIEWER, formatter } from '@/lib/format'

/** The formatters of the logged-in user, for every figure of the page. */
export function FormatProvider({ children }: { children: ReactNode }) {
  const { data } = useMe()
  const locale = data?.locale ?? DEFAULT_VIEWER.locale
  const timezone = data?.timezone ?? DEFAULT_VIEWER.timezone
  const baseCurrency = data?.base_currency ?? DEFAULT_VIEWER.baseCurrency
  const format = useMemo(
    () => formatter({ locale, timezone, baseCurrency }),
    [locale, timezone, baseCurrency],
  )
  return <FormatContext value={format}>{children}</FormatContext>
}
