import { TrendingDown, TrendingUp } from 'lucide-react'

import { cn } from '@/lib/cn'
import { directionOf, type Formatter } from '@/lib/format'

interface Props {
  value: number | null | undefined
  format: Formatter
  className?: string
}

/** A change in percent: sign and glyph say its direction, colour only underlines it. */
export function Change({ value, format, className }: Props) {
  const direction = directionOf(value)
  const Icon = direction > 0 ? TrendingUp : TrendingDown
  return (
    <span
      className={cn(
        'figure whitespace-nowrap',
        direction > 0 && 'text-gain',
        direction < 0 && 'text-loss',
        className,
      )}
    >
      {direction === 0 ? null : (
        <Icon aria-hidden className="mr-1 inline size-3.5 align-[-0.15em]" />
      )}
      {format.percent(value, { signed: true })}
    </span>
  )
}
