'use client'

import { parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'

import type { ListQuery } from '../api'
import { STATUSES } from '../model'

const FILTERS = {
  strategy: parseAsString.withDefault(''),
  status: parseAsStringLiteral(STATUSES),
  symbol: parseAsString.withDefault(''),
  sort: parseAsString.withDefault('-created_at'),
  page: parseAsInteger.withDefault(1),
}

export interface ListControls {
  query: ListQuery
  /** Another filter or order begins at the first page. */
  change: (changed: Partial<Omit<ListQuery, 'page'>>) => void
  toPage: (page: number) => void
  reset: () => void
  isFiltered: boolean
}

/** What the list shows, as it stands in the address. */
export function useListQuery(): ListControls {
  const [query, set] = useQueryStates(FILTERS, { history: 'push' })
  return {
    query: { ...query, page: Math.max(1, query.page) },
    change: (changed) => void set({ ...changed, page: 1 }),
    toPage: (page) => void set({ page }),
    reset: () => void set({ strategy: null, status: null, symbol: null, page: null }),
    isFiltered: query.strategy !== '' || query.status !== null || query.symbol !== '',
  }
}
