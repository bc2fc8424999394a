'use client'

import {
  parseAsBoolean,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
  useQueryStates,
} from 'nuqs'

export const TABS = ['services', 'jobs', 'coverage', 'users', 'flags'] as const
export type Tab = (typeof TABS)[number]
export const JOB_STATES = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const
export const USER_STATES = ['active', 'disabled'] as const

const parsers = {
  tab: parseAsStringLiteral(TABS).withDefault('services'),
  page: parseAsInteger.withDefault(1),
  search: parseAsString.withDefault(''),
  status: parseAsStringLiteral(JOB_STATES),
  state: parseAsStringLiteral(USER_STATES),
  admins: parseAsBoolean.withDefault(false),
}

/** What of the administration is shown; it is in the address, and ends with its tab. */
export function useFilters() {
  const [filters, set] = useQueryStates(parsers)
  type Changes = Omit<Partial<typeof filters>, 'tab' | 'page'>
  return {
    ...filters,
    page: Math.max(1, filters.page),
    open: (tab: Tab) =>
      void set(
        { tab, page: null, search: null, status: null, state: null, admins: null },
        { history: 'push' },
      ),
    turn: (page: number) => void set({ page }, { history: 'push' }),
    filter: (changes: Changes) => void set({ ...changes, page: null }),
    clear: () => void set({ page: null, search: null, status: null, state: null, admins: null }),
  }
}
