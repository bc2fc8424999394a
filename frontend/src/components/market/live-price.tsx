'use client'

import { cn } from '@/lib/cn'
import { useHasPassed } from '@/hooks/use-now'
import type { Formatter } from '@/lib/format'
import { QUIET_MS, useLive, type Tick } from '@/stores/live'

interface Props {
  symbol: string
  /** Whether its venue speaks; what was imported stands still. */
  isLive: boolean
  /** What is known without the live line. */
  known: number | null
  format: Formatter
  tickSize?: number | null
  className?: string
}

const GLYPHS = { [-1]: '▼', 0: '', 1: '▲' } as const
const TONES = { [-1]: 'text-loss', 0: '', 1: 'text-gain' } as const

const ALONE = 'No live connection: this is the last price heard'

function silenceOf(tick: Tick | undefined, format: Formatter): string {
  return `No price since ${format.time(tick?.at, { seconds: true })}`
}

/** The newest price of one instrument; only this cell is drawn again when it changes. */
export function LivePrice(props: Props) {
  const { symbol, isLive, known, format, tickSize, className } = props
  const tick = useLive(({ ticks }) => (isLive ? ticks[symbol] : undefined))
  const isAlone = useLive((state) => isLive && state.state !== 'live')
  const isQuiet = useHasPassed(tick ? tick.at + QUIET_MS : null)
  const direction = tick?.direction ?? 0
  return (
    <span
      className={cn('figure inline-flex items-baseline justify-end gap-1', className)}
      data-testid={`price-${symbol}`}
      title={isAlone ? ALONE : isQuiet ? silenceOf(tick, format) : undefined}
    >
      <span aria-hidden className={cn('w-2.5 text-[0.5rem]', TONES[direction])}>
        {GLYPHS[direction]}
      </span>
      <span
        key={tick?.at ?? 0}
        className={cn(
          'rounded-sm px-0.5',
          direction !== 0 && 'animate-told',
          (isAlone || isQuiet) && 'text-muted-foreground',
        )}
      >
        {format.price(tick?.last ?? known, tickSize)}
      </span>
    </span>
  )
}
