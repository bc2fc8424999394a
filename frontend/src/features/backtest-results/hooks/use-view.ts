'use client'

import { parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'

import { OUTCOMES, SIDES } from '../trades'

export const TABS = ['overview', 'trades', 'chart', 'statistics', 'settings'] as const
export type Tab = (typeof TABS)[number]

const parsers = {
  tab: parseAsStringLiteral(TABS).withDefault('overview'),
  trade: parseAsInteger,
}

const filterParsers = {
  side: parseAsStringLiteral(SIDES),
  outcome: parseAsStringLiteral(OUTCOMES),
  reason: parseAsString,
  q: parseAsString.withDefault(''),
}

/** Return the open tab and the selected trade; both live in the address. */
export function useView() {
  const [{ tab, trade }, set] = useQueryStates(parsers)
  return {
    tab,
    trade,
    showTab: (next: Tab) => void set({ tab: next }, { history: 'push' }),
    /** Select a trade and open a tab on it. */
    show: (next: Tab, number: number | null) =>
      void set({ tab: next, trade: number }, { history: 'push' }),
    select: (number: number | null) => void set({ trade: number }),
  }
}

/** Return the filter of the trades, and how to change a part of it. */
export function useTradeFilter() {
  const [{ side, outcome, reason, q }, set] = useQueryStates(filterParsers)
  return { filter: { side, outcome, reason, text: q }, set }
}
