'use client'

import { useSeries, useStrategy } from '../api'
import { bestSeries, dayMs, sourcesOf, usable, type Days } from '../period'

/** The market of the chosen strategy, and the stored bars the run would read. */
export function useMarketOfRun(chosen: { strategy_id: string; source: string } & Days) {
  const { data: strategy, isPending, error } = useStrategy(chosen.strategy_id)
  const symbol = strategy?.symbol ?? ''
  const timeframe = strategy?.timeframe ?? ''
  const venue = strategy?.document.venue
  const source = chosen.source || (typeof venue === 'string' ? venue : null)
  const series = useSeries(symbol)
  const all = series.data ?? []
  const candidates = usable(all, timeframe, source)
  const isPeriod = dayMs(chosen.start) !== null && dayMs(chosen.end) !== null
  return {
    strategy,
    /** The chosen strategy could not be read: it may have been deleted. */
    isMissing: error !== null,
    symbol,
    timeframe,
    sources: sourcesOf(all),
    isLoading: (chosen.strategy_id !== '' && isPending) || (symbol !== '' && series.isPending),
    /** The one that would be read for the period, and the one that reaches furthest. */
    series: bestSeries(candidates, isPeriod ? chosen : null),
    longest: bestSeries(candidates, null),
  }
}
