import type { components } from '@/types/api.gen'

type Schemas = components['schemas']
export type Summary = Schemas['app__api__schemas__dashboard__Summary']
export type Result = Schemas['Listed']
export type Job = Schemas['Active']

/** How far a new account has come: nothing yet, a strategy, or a result to look at. */
export function stageOf(summary: Pick<Summary, 'strategies' | 'backtests'>): 1 | 2 | 3 {
  const count = (of: Record<string, number>) => Object.values(of).reduce((sum, n) => sum + n, 0)
  if (count(summary.backtests) > 0) return 3
  return count(summary.strategies) > 0 ? 2 : 1
}

/** Return a figure of a result; null where the backtest has none. */
export function metric(result: Result, name: string): number | null {
  return result.metrics[name] ?? null
}

/** Return which of the latest results is on show: the chosen one, else the newest. */
export function chosenOf(recent: readonly Result[], id: string | null): Result | null {
  return recent.find((result) => result.id === id) ?? recent[0] ?? null
}

const ORDINALS = new Intl.PluralRules('en', { type: 'ordinal' })
const ENDINGS: Record<string, string> = { one: 'st', two: 'nd', few: 'rd' }

/** Return what a waiting or running job says about itself. */
export function standing(job: Pick<Job, 'status' | 'queue_position'>, percent: number): string {
  if (job.status === 'running') return `${Math.floor(percent)}\u00a0%`
  if (job.queue_position === null) return 'Waiting'
  const place = `${job.queue_position}${ENDINGS[ORDINALS.select(job.queue_position)] ?? 'th'}`
  return `${place} in the queue`
}

const EVENTS: Record<string, string> = {
  completed: 'Backtest finished',
  failed: 'Backtest failed',
  cancelled: 'Backtest cancelled',
}

export interface Happening {
  seq: number
  title: string
  detail: string
  href: string | null
  at: string
}

/** Return a fact of the account in words. */
export function happening(fact: Summary['events']['items'][number]): Happening {
  const { payload, type } = fact
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  const word = type.split('.')[0] ?? ''
  const places: Record<string, string> = { backtest: '/backtests', strategy: '/strategies' }
  const place = places[word]
  return {
    seq: fact.seq,
    title: EVENTS[text(payload.status)] ?? capitalised(type.replaceAll(/[._]/g, ' ')),
    detail: text(payload.strategy_name) || text(payload.name) || text(payload.message),
    href: place && fact.entity_id ? `${place}/${fact.entity_id}` : null,
    at: fact.created_at,
  }
}

export function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
