'use client'

import { useTopic } from '@/hooks/use-live'
import { $api } from '@/lib/api-client'
import { pathSymbol } from '@/lib/market'

import { bookOf, type Book } from '../book'
import { usePainted } from './use-painted'

const DEPTH = 25

/**
 * The orders of an instrument: a first answer, then what the venue says, as often as wanted.
 *
 * `heardAt` is when this browser got them: the clock of a venue may be another one.
 */
export function useOrderBook(source: string, symbol: string, isPaused: boolean) {
  const query = $api.useQuery(
    'get',
    '/api/v1/market/orderbook/{symbol}',
    { params: { path: { symbol: pathSymbol(symbol) }, query: { source, depth: DEPTH } } },
    { select: bookOf, refetchOnWindowFocus: false },
  )
  const [heard, give] = usePainted<{ book: Book; at: number } | null>(null, isPaused)
  useTopic({ channel: 'orderbook', symbols: [symbol] }, ({ data }) => {
    if (data.source === source) give(() => ({ book: bookOf(data), at: Date.now() }))
  })
  // Without a live line the page asks again and again: the newer of the two is shown.
  const isHeard = heard !== null && (isPaused || heard.at >= query.dataUpdatedAt)
  return isHeard
    ? { query, book: heard.book, heardAt: heard.at }
    : { query, book: query.data, heardAt: query.dataUpdatedAt }
}
