/** Why a backtest has no result, and the one thing to change so that the next one has. */

import { againHref } from './model'
import type { Job } from './model'
import { bestSeries, daysOf, laterHalf, usable, type Days, type Series } from './period'

export interface Advice {
  /** What to change, in a sentence. */
  change: string
  action: string
  href: string
}

const INVALID_RULES = 2002
const INSUFFICIENT = 3001
const TIMEOUT = 3002
const CANCELLED = 3003
const TOO_LARGE = 3004
const NO_SYMBOL = 5001
const NO_DATA = 5003

type Ended = Pick<
  Job,
  'id' | 'strategy_id' | 'symbol' | 'timeframe' | 'start_date' | 'end_date' | 'config' | 'error'
>

/** Return the days for which there are bars; null where none are stored. */
export function availableDays(job: Pick<Ended, 'timeframe' | 'config'>, series: readonly Series[]) {
  const source = typeof job.config.source === 'string' ? job.config.source : null
  const best = bestSeries(usable(series, job.timeframe, source), null)
  return best === null ? null : daysOf(best)
}

function periodOf(job: Ended, available: Days | null): Days | null {
  const start = job.start_date ?? available?.start
  const end = job.end_date ?? available?.end
  return start === undefined || end === undefined ? null : { start, end }
}

/** Return what to do about a backtest that failed or was cancelled. */
export function adviceOf(job: Ended, series: readonly Series[]): Advice {
  const available = availableDays(job, series)
  const again = { action: 'Run it again', href: againHref(job.id) }
  switch (job.error?.code) {
    case INSUFFICIENT:
    case NO_DATA:
      return available === null
        ? { change: `No bars of ${job.symbol} are stored. Choose another market.`, ...again }
        : {
            change: `Bars are stored from ${available.start} to ${available.end} (UTC).`,
            action: 'Use all of it',
            href: againHref(job.id, available),
          }
    case TIMEOUT:
    case TOO_LARGE: {
      const period = periodOf(job, available)
      const half = period === null ? null : laterHalf(period)
      return half === null
        ? { change: 'Take a larger timeframe or fewer rules.', ...again }
        : {
            change: `Take a shorter period: the later half begins on ${half.start}.`,
            action: 'Take the later half',
            href: againHref(job.id, half),
          }
    }
    case NO_SYMBOL:
      return {
        change: `No bars of ${job.symbol} are stored: choose another market for the strategy.`,
        action: 'Open the strategy',
        href: job.strategy_id ? `/strategies/${job.strategy_id}` : '/strategies',
      }
    case INVALID_RULES:
      return {
        change: 'Correct the rules of the strategy.',
        action: 'Open the strategy',
        href: job.strategy_id ? `/strategies/${job.strategy_id}` : '/strategies',
      }
    case CANCELLED:
      return { change: 'Nothing is wrong with it: it can run again.', ...again }
    default:
      return { change: 'Run it again; the log of the worker says more.', ...again }
  }
}
