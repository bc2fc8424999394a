'use client'

import { parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'

import { TIMEFRAMES } from '../model'

const state = {
  symbol: parseAsString,
  source: parseAsString,
  timeframe: parseAsStringLiteral(TIMEFRAMES),
  indicators: parseAsArrayOf(parseAsString, ';').withDefault([]),
}

/** What the market page shows, as its address says it. */
export function useMarketState() {
  return useQueryStates(state, { history: 'push' })
}
