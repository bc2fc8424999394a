'use client'

import { cn } from '@/lib/cn'
import type { Formatter } from '@/lib/format'

import type { Candle } from './candle-parts'

interface Props {
  candles: readonly Candle[]
  /** The bar under the cursor; null: the newest one. */
  at: number | null
  format: Formatter
  tickSize: number | null | undefined
  onMove: (at: number | null) => void
}

const MOVES: Record<string, number> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  PageUp: -20,
  PageDown: 20,
  Home: -Infinity,
  End: Infinity,
}

/** The bar under the cursor in figures; with the focus on it the arrow keys move along the bars. */
export function CandleReadout({ candles, at, format, tickSize, onMove }: Props) {
  const size = candles.length
  const shown = Math.min(at ?? size - 1, size - 1)
  const candle = candles[shown]
  if (candle === undefined) return <p className="min-h-6" />
  const figures = [
    ['Open', 'O', format.price(candle.open, tickSize)],
    ['High', 'H', format.price(candle.high, tickSize)],
    ['Low', 'L', format.price(candle.low, tickSize)],
    ['Close', 'C', format.price(candle.close, tickSize)],
    ['Volume', 'V', candle.volume === null ? '–' : format.compact(candle.volume)],
  ] as const
  const step = (event: React.KeyboardEvent) => {
    if (event.key === 'Escape') onMove(null)
    const move = MOVES[event.key]
    if (move === undefined) return
    event.preventDefault()
    onMove(Math.max(0, Math.min(size - 1, shown + move)))
  }
  const words = figures.map(([name, , value]) => `${name} ${value}`).join(', ')
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label="Bar under the cursor: move with the arrow keys"
      aria-valuemin={0}
      aria-valuemax={size - 1}
      aria-valuenow={shown}
      aria-valuetext={`${format.dateTime(candle.time)}: ${words}`}
      onKeyDown={step}
      className="figure flex min-h-6 min-w-0 flex-wrap items-center gap-x-3 gap-y-1 rounded-sm text-2xs"
    >
      <span>{format.dateTime(candle.time)}</span>
      {figures.map(([name, letter, value]) => (
        <span key={name} title={name}>
          <span className="text-muted-foreground">{letter} </span>
          <span
            className={cn(
              name === 'Close' && (candle.close >= candle.open ? 'text-gain' : 'text-loss'),
            )}
          >
            {value}
          </span>
        </span>
      ))}
    </div>
  )
}
