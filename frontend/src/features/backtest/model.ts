import type { Tone } from '@/components/ui/badge'
import type { components } from '@/types/api.gen'

export type Status = components['schemas']['JobStatus']
export type Listed = components['schemas']['Listed']
export type Job = components['schemas']['Backtest']
export type Compared = components['schemas']['Compared']

export const STATUSES: readonly Status[] = [
  'pending',
  'running',
  'completed',
  'failed',
  'cancelled',
]

export const STATUS_WORDS: Record<Status, { word: string; tone: Tone }> = {
  pending: { word: 'Waiting', tone: 'neutral' },
  running: { word: 'Running', tone: 'accent' },
  completed: { word: 'Completed', tone: 'good' },
  failed: { word: 'Failed', tone: 'bad' },
  cancelled: { word: 'Cancelled', tone: 'warn' },
}

/** Return whether nothing follows. */
export function isFinal(status: Status): boolean {
  return status !== 'pending' && status !== 'running'
}

/** Return the seconds a worker took, or has taken so far; null before one began. */
export function secondsOf(
  { started_at, completed_at }: Pick<Listed, 'started_at' | 'completed_at'>,
  now: number,
): number | null {
  if (started_at === null) return null
  const end = completed_at === null ? now : Date.parse(completed_at)
  return Math.max(0, (end - Date.parse(started_at)) / 1_000)
}

/** Return a metric, null where it is undefined. */
export function metricOf({ metrics }: Pick<Listed, 'metrics'>, name: string): number | null {
  return metrics[name] ?? null
}

/** Return the page whose form repeats this backtest, with another period where one is given. */
export function againHref(id: string, period?: { start: string; end: string }): string {
  const query = new URLSearchParams({ from: id, ...period })
  return `/backtests/new?${query}`
}

/** Return how many run or wait, as a sentence: "1 backtest is running, 2 wait". */
export function activeWords(running: number, pending: number): string {
  const runs =
    running === 0 ? null : `${running} ${running === 1 ? 'backtest is' : 'backtests are'} running`
  if (pending === 0) return runs ?? 'No backtest is running'
  const waits = `${pending} ${pending === 1 ? 'waits' : 'wait'}`
  return runs === null
    ? `${pending} ${pending === 1 ? 'backtest waits' : 'backtests wait'}`
    : `${runs}, ${waits}`
}

/** Return the days that were asked for. */
export function periodWords({
  start_date,
  end_date,
}: Pick<Listed, 'start_date' | 'end_date'>): string {
  if (start_date === null && end_date === null) return 'All data'
  return `${start_date ?? 'first bar'} – ${end_date ?? 'last bar'}`
}
