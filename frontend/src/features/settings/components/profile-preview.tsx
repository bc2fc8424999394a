'use client'

import { useMemo } from 'react'

import { useNow } from '@/hooks/use-now'
import { formatter } from '@/lib/format'

import { previewOf } from '../model'

interface Props {
  locale: string
  timezone: string
  baseCurrency: string
}

/** How numbers and times will look with what is chosen right now. */
export function ProfilePreview({ locale, timezone, baseCurrency }: Props) {
  const now = useNow()
  const format = useMemo(
    () => formatter({ locale, timezone, baseCurrency }),
    [locale, timezone, baseCurrency],
  )
  return (
    <dl
      aria-label="Preview"
      className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 rounded-lg border border-border bg-muted p-4 text-sm"
    >
      {previewOf(format, now).map(({ label, value }) => (
        <div key={label} className="contents">
          <dt className="text-muted-foreground">{label}</dt>
          <dd className="figure text-right break-words">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
