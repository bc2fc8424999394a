'use client'

import { Change } from '@/components/change'
import type { Formatter } from '@/lib/format'
import { useLive } from '@/stores/live'

interface Props {
  symbol: string
  isLive: boolean
  known: number | null
  format: Formatter
}

/** The change of one instrument against 24 hours ago. */
export function LiveChange({ symbol, isLive, known, format }: Props) {
  const change = useLive(({ ticks }) => (isLive ? ticks[symbol]?.changePct : undefined))
  return <Change value={change ?? known} format={format} className="text-2xs" />
}
