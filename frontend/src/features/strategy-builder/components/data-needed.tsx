'use client'

import { Link } from '@/components/link'
import { Alert } from '@/components/ui/alert'
import { useFormat } from '@/hooks/use-format'

import { useStored } from '../api'
import { heldFor } from '../data-held'
import { useBuilder } from '../hooks/builder-context'
import { textOf } from '../json'

interface Props {
  /** Bars before the first signal; null while the document cannot be read. */
  lookBack: number | null | undefined
}

/** What candles the strategy needs, what of them is stored, and how to get the others. */
export function DataNeeded({ lookBack }: Props) {
  const { draft } = useBuilder()
  const format = useFormat()
  const symbol = textOf(draft.head.symbol)
  const timeframe = textOf(draft.head.timeframe)
  const stored = useStored(symbol)
  if (symbol === '' || timeframe === '' || stored.data === undefined) return null
  const held = heldFor(stored.data.items, { symbol, timeframe, venue: textOf(draft.head.venue) })
  const needed = lookBack ?? 0
  if (held === null || held.bars <= needed)
    return (
      <Alert
        tone="warn"
        role="status"
        title={
          held === null
            ? `No ${timeframe} candles of ${symbol} are stored`
            : `Only ${format.integer(held.bars)} candles are stored, and ${format.integer(needed)} pass before the first signal`
        }
      >
        <ImportLink /> or choose another market or timeframe: without candles nothing can be tested.
      </Alert>
    )
  return (
    <p className="text-2xs text-muted-foreground">
      {held.source} holds {format.integer(held.bars)} bars of {symbol} {timeframe}
      {held.stored === timeframe ? '' : ` (put together from ${held.stored})`}, from{' '}
      {format.utcDay(held.first)} to {format.utcDay(held.last)}.
      {needed > 0 ? ` ${format.integer(needed)} of them pass before the first signal.` : ''}
      {held.missing > 0 ? (
        <>
          {' '}
          {format.integer(held.missing)} {held.stored} bars are missing in between: <ImportLink />.
        </>
      ) : null}
    </p>
  )
}

function ImportLink() {
  return (
    <Link href="/market/coverage#import" className="underline underline-offset-4">
      Import a candle file
    </Link>
  )
}
