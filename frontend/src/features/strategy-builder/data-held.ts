/** Which stored candles a strategy can run on. */
import { lengthOf } from '@/lib/market'
import type { components } from '@/types/api.gen'

export type Series = components['schemas']['app__api__schemas__market_data__Series']

export interface Held {
  source: string
  /** The stored timeframe; longer bars are put together from it. */
  stored: string
  first: string
  last: string
  /** Bars of the strategy's own timeframe. */
  bars: number
  missing: number
}

/**
 * Return what is stored for a strategy: the series of its market that reaches furthest back, of its
 * own timeframe or one that its bars can be put together from; null where there is none.
 */
export function heldFor(
  series: readonly Series[],
  { symbol, timeframe, venue }: { symbol: string; timeframe: string; venue: string },
): Held | null {
  const length = lengthOf(timeframe)
  const usable = series.filter(
    (each) =>
      each.symbol === symbol &&
      (venue === '' || each.source === venue) &&
      length % lengthOf(each.timeframe) === 0,
  )
  const [best] = usable.sort((a, b) => a.first.localeCompare(b.first))
  if (best === undefined) return null
  const { source, timeframe: stored, first, last } = best
  const bars = Math.floor((best.bars * lengthOf(stored)) / length)
  return { source, stored, first, last, bars, missing: best.gaps.missing_bars }
}
