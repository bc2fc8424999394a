import type { Tone } from '@/components/ui/badge'
import type { components } from '@/types/api.gen'

import { keyedLine, labelOf, valueOf } from './diff-words'

export type Summary = components['schemas']['app__api__schemas__strategy__Summary']
export type Strategy = components['schemas']['Strategy']
export type Stored = Pick<Strategy, 'id' | 'name' | 'status'>
export type State = components['schemas']['StrategyStatus']
export type Template = components['schemas']['Template']
export type Version = components['schemas']['Version']
export type Run = components['schemas']['Listed']

export const STATES = ['draft', 'active', 'paused', 'archived'] as const satisfies readonly State[]

export const STATE_WORDS: Record<State, { word: string; tone: Tone; hint: string }> = {
  draft: { word: 'Draft', tone: 'neutral', hint: 'Can be changed and put to the test' },
  active: { word: 'Active', tone: 'accent', hint: 'Marked as active; it cannot be changed' },
  paused: { word: 'Paused', tone: 'warn', hint: 'Was active; can be changed again' },
  archived: {
    word: 'Archived',
    tone: 'neutral',
    hint: 'Put aside; its versions and backtests stay',
  },
}

export const SORTS = [
  'name',
  'symbol',
  'status',
  'total_return_pct',
  'max_drawdown_pct',
  'sharpe_ratio',
  'updated_at',
] as const
export type SortField = (typeof SORTS)[number]
export const NEWEST_FIRST = '-updated_at'

export interface Filter {
  status: State | null
  symbol: string
  search: string
}

/** Return what the API is asked for; without a state everything but the archive. */
export function listQuery(filter: Filter, sort: string, page: number, limit: number) {
  const search = filter.search.trim()
  return {
    page,
    limit,
    sort,
    ...(filter.status === null ? { archived: false } : { status: filter.status }),
    ...(filter.symbol === '' ? {} : { symbol: filter.symbol }),
    ...(search === '' ? {} : { search }),
  }
}

export function isFiltered({ status, symbol, search }: Filter): boolean {
  return status !== null || symbol !== '' || search.trim() !== ''
}

const WORDS_FIRST: readonly SortField[] = ['name', 'symbol', 'status']

/** Return the sort after a click on a column: words begin at A, figures with the largest. */
export function nextSort(sort: string, field: SortField): string {
  if (sort === field) return `-${field}`
  if (sort === `-${field}`) return field
  return WORDS_FIRST.includes(field) ? field : `-${field}`
}

/** Return how a column is sorted, as a screen reader is told. */
export function ariaSort(sort: string, field: SortField): 'ascending' | 'descending' | 'none' {
  if (sort === field) return 'ascending'
  return sort === `-${field}` ? 'descending' : 'none'
}

/** Return a sort that the API knows, whatever the address says. */
export function knownSort(sort: string): string {
  return SORTS.some((field) => sort === field || sort === `-${field}`) ? sort : NEWEST_FIRST
}

/** Return the symbols to choose from, each once, by name; the chosen one is among them. */
export function symbolsOf(symbols: readonly string[], chosen: string): string[] {
  const found = new Set(symbols)
  if (chosen !== '') found.add(chosen)
  return [...found].sort((first, second) => first.localeCompare(second))
}

export type Aside = 'archive' | 'pause'

/** Return those of the chosen strategies that can be put aside, or paused, as they are now. */
export function eligible(chosen: readonly Stored[], deed: Aside): Stored[] {
  return chosen.filter(({ status }) =>
    deed === 'pause' ? status === 'active' : status === 'draft' || status === 'paused',
  )
}

/** Say how a deed on several strategies went: what was done, and what was refused. */
export function outcome(deed: Aside, done: number, refused: readonly string[]): string {
  const verb = deed === 'pause' ? 'paused' : 'archived'
  const all = `${done} ${done === 1 ? 'strategy' : 'strategies'} ${verb}`
  return refused.length === 0
    ? `${all}.`
    : `${all}; not ${refused.map((name) => `“${name}”`).join(', ')}.`
}

/** Return the page with the form of a backtest of this strategy. */
export function runHref(id: string): string {
  return `/backtests/new?strategy=${encodeURIComponent(id)}`
}

export type Change =
  | { kind: 'added'; label: string; after: string }
  | { kind: 'removed'; label: string; before: string }
  | { kind: 'changed'; label: string; before: string; after: string }

/**
 * Return what a diff of two text forms says, one change for each thing that differs.
 *
 * A line that is gone and one that came under the same name are one change.
 */
export function changesOf(lines: readonly string[]): Change[] {
  const found = new Map<string, { before?: string; after?: string }>()
  for (const line of lines) {
    const sign = line.charAt(0)
    const parts = sign === '+' || sign === '-' ? keyedLine(line.slice(1)) : null
    if (parts === null) continue
    const known = found.get(parts.key) ?? {}
    found.set(parts.key, { ...known, [sign === '+' ? 'after' : 'before']: parts.value })
  }
  return [...found].map(([key, { before, after }]) => {
    const label = labelOf(key)
    if (before === undefined) return { kind: 'added', label, after: valueOf(after ?? '') }
    if (after === undefined) return { kind: 'removed', label, before: valueOf(before) }
    return { kind: 'changed', label, before: valueOf(before), after: valueOf(after) }
  })
}

/** Return the two versions to compare: the asked ones if they exist, else the newest two. */
export function comparedVersions(
  newest: number,
  asked: { older: number | null; newer: number | null },
): { older: number; newer: number } {
  const within = (number: number | null) => number !== null && number >= 1 && number <= newest
  const newer = within(asked.newer) ? (asked.newer ?? newest) : newest
  const older = within(asked.older) ? (asked.older ?? 1) : Math.max(1, newer - 1)
  return { older, newer }
}
