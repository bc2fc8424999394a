'use client'

import { Change } from '@/components/change'
import { useTick } from '@/hooks/use-tick'
import type { Formatter } from '@/lib/format'

interface Props {
  symbol: string
  isLive: boolean
  known: number | null
  format: Formatter
  isSeen?: boolean
}

/** The change of one instrument against 24 hours ago. */
export function LiveChange({ symbol, isLive, known, format, isSeen = true }: Props) {
  const change = useTick(isLive ? symbol : null, isSeen)?.changePct
  return <Change value={change ?? known} format={format} className="text-2xs" />
}
