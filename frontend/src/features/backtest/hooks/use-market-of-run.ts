'use client'

import { useSeries, useStrategy, type Strategy } from '../api'
import { bestSeries, dayMs, sourcesOf, usable, type Days } from '../period'

/** The market of the chosen strategy, and the stored bars the run would read. */
export function useMarketOfRun(
  strategies: readonly Strategy[],
  chosen: { strategy_id: string; source: string } & Days,
) {
  const listed = strategies.find(({ id }) => id === chosen.strategy_id)
  const { data: whole } = useStrategy(chosen.strategy_id)
  const strategy = listed ?? whole
  const symbol = strategy?.symbol ?? ''
  const timeframe = strategy?.timeframe ?? ''
  const venue = whole?.document.venue
  const source = chosen.source || (typeof venue === 'string' ? venue : null)
  const series = useSeries(symbol)
  const all = series.data ?? []
  const candidates = usable(all, timeframe, source)
  const isPeriod = dayMs(chosen.start) !== null && dayMs(chosen.end) !== null
  return {
    symbol,
    timeframe,
    sources: sourcesOf(all),
    isLoading: symbol !== '' && series.isPending,
    /** The one that would be read for the period, and the one that reaches furthest. */
    series: bestSeries(candidates, isPeriod ? chosen : null),
    longest: bestSeries(candidates, null),
  }
}
