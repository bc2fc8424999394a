'use client'

import { parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'

import { knownSort, NEWEST_FIRST, STATES, type Filter } from '../model'

const PARSERS = {
  tab: parseAsStringLiteral(['list', 'templates']).withDefault('list'),
  status: parseAsStringLiteral(STATES),
  symbol: parseAsString.withDefault(''),
  search: parseAsString.withDefault(''),
  sort: parseAsString.withDefault(NEWEST_FIRST),
  page: parseAsInteger.withDefault(1),
}

export type Tab = 'list' | 'templates'

/** Return the open tab, filter, sort and page; all of it lives in the address. */
export function useListState() {
  const [{ tab, status, symbol, search, sort, page }, set] = useQueryStates(PARSERS)
  const filter: Filter = { status, symbol, search }
  return {
    tab,
    filter,
    sort: knownSort(sort),
    page: Math.max(1, page),
    showTab: (next: Tab) => void set({ tab: next }, { history: 'push' }),
    // What is asked for anew begins on its first page.
    filterBy: (changed: Partial<Filter>) => void set({ ...changed, page: null }),
    clear: () => void set({ status: null, symbol: null, search: null, page: null }),
    sortBy: (next: string) => void set({ sort: next, page: null }),
    turnTo: (next: number) => void set({ page: next }, { history: 'push' }),
  }
}

export type ListState = ReturnType<typeof useListState>
