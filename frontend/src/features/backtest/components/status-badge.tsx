import { Ban, Check, CircleX, Clock, LoaderCircle } from 'lucide-react'

import { Badge } from '@/components/ui/badge'

import { STATUS_WORDS, type Status } from '../model'

const ICONS = {
  pending: Clock,
  running: LoaderCircle,
  completed: Check,
  failed: CircleX,
  cancelled: Ban,
}

/** Where a backtest stands: a word and a glyph, colour underlines. */
export function StatusBadge({ status, percent }: { status: Status; percent?: number }) {
  const { word, tone } = STATUS_WORDS[status]
  const Icon = ICONS[status]
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {word}
      {status === 'running' && percent !== undefined ? ` ${Math.round(percent)} %` : ''}
    </Badge>
  )
}
