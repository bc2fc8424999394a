'use client'

import { useTopic } from '@/hooks/use-live'
import { $api } from '@/lib/api-client'
import { pathSymbol } from '@/lib/market'

import { bookOf, type Book } from '../book'
import { usePainted } from './use-painted'

const DEPTH = 25

/** The orders of an instrument: a first answer, then what the venue says, as often as wanted. */
export function useOrderBook(source: string, symbol: string, isPaused: boolean) {
  const query = $api.useQuery(
    'get',
    '/api/v1/market/orderbook/{symbol}',
    { params: { path: { symbol: pathSymbol(symbol) }, query: { source, depth: DEPTH } } },
    { select: bookOf, staleTime: Infinity },
  )
  const [heard, give] = usePainted<Book | null>(null, isPaused)
  useTopic({ channel: 'orderbook', symbols: [symbol] }, ({ data }) => {
    if (data.source === source) give(() => bookOf(data))
  })
  return { query, book: heard ?? query.data }
}
