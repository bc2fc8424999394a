import type { Formatter } from '@/lib/format'
import type { components } from '@/types/api.gen'

type Schemas = components['schemas']
export type Services = Schemas['Services']
export type Service = Schemas['Service']
export type Part = Schemas['Part']
export type Job = Schemas['Job']
export type JobStatus = Schemas['JobStatus']
export type Series = Schemas['app__api__schemas__admin__Series']
export type User = Schemas['User']
export type UserChange = Schemas['UserChange']
export type Flags = Schemas['Flags']

const NAMES: Record<string, { name: string; purpose: string }> = {
  api: { name: 'API', purpose: 'answers the pages and other programs' },
  gateway: { name: 'Gateway', purpose: 'keeps the live connections of the pages' },
  streamer: { name: 'Streamer', purpose: 'follows the venues’ prices' },
  backtest_queue: { name: 'Backtest workers', purpose: 'run backtests' },
  strategy_queue: { name: 'Strategy workers', purpose: 'evaluate strategies' },
  execution_queue: { name: 'Execution workers', purpose: 'carry out what was decided' },
  market_data_queue: { name: 'Market data workers', purpose: 'fetch and repair candles' },
  database: { name: 'Database', purpose: 'accounts, strategies, results' },
  timeseries: { name: 'Candle database', purpose: 'stored prices' },
  redis: { name: 'Redis', purpose: 'queues, limits and live messages' },
  object_store: { name: 'Object store', purpose: 'reports and files' },
}

/** Return what a service or part is called, and what it is for. */
export function named(id: string): { name: string; purpose: string } {
  return NAMES[id] ?? { name: id.replaceAll('_', ' '), purpose: '' }
}

/** When each part was first seen down by this page; a part that answers is not in it. */
export type DownSince = Readonly<Record<string, number>>

/** Return what is down after an answer; the same object when nothing changed. */
export function downSince(before: DownSince, parts: readonly Part[], at: number): DownSince {
  const down = parts.filter(({ state }) => state === 'down').map(({ name }) => name)
  const isSame = down.length === Object.keys(before).length && down.every((name) => name in before)
  if (isSame) return before
  return Object.fromEntries(down.map((name) => [name, before[name] ?? at]))
}

export interface Degraded {
  id: string
  /** What is wrong, without the moment. */
  what: string
  /** ISO of the moment, null when it never worked. */
  since: string | null
  /** The page saw it first then; it may be older. */
  isAtLeast: boolean
}

/** Return the newest sign of life of a service, null when it never gave one. */
export function lastBeat({ instances }: Service): string | null {
  return instances.reduce<string | null>(
    (last, { beat_at }) => (last === null || beat_at > last ? beat_at : last),
    null,
  )
}

/** Return everything that does not work as it should, and since when. */
export function degraded({ services, parts }: Services, down: DownSince): Degraded[] {
  const silent = services
    .filter(({ state }) => state !== 'ok')
    .map((service) => ({
      id: service.service,
      what: service.state === 'missing' ? 'has not reported yet' : 'gives no sign of life',
      since: service.state === 'missing' ? null : lastBeat(service),
      isAtLeast: false,
    }))
  const broken = parts
    .filter(({ state }) => state === 'down')
    .map(({ name }) => ({
      id: name,
      what: 'does not answer',
      since: down[name] === undefined ? null : new Date(down[name]).toISOString(),
      isAtLeast: true,
    }))
  return [...silent, ...broken]
}

const ERRORS: Record<number, string> = {
  422: 'The request was not valid when it ran.',
  2002: 'The strategy’s rules have a fault.',
  3001: 'There are fewer bars than the strategy needs: a longer period or more data helps.',
  3002: 'The run took longer than it may: a shorter period or a coarser timeframe helps.',
  3003: 'Somebody cancelled it.',
  3004: 'The run is larger than this server allows.',
  5001: 'The symbol is unknown.',
  5003: 'There are no bars in the period.',
  9001: 'The database, the disk or the object store was out of reach.',
}

/** Return why a job failed, in a sentence; null when it did not. */
export function failureOf({ error_code, error_name }: Job): string | null {
  if (error_code === null && error_name === null) return null
  return ERRORS[error_code ?? 0] ?? 'Something unexpected: the worker’s log has the whole story.'
}

/** Return how long a job took or takes so far, in seconds; null before it starts. */
export function secondsOf(
  { started_at, completed_at }: Pick<Job, 'started_at' | 'completed_at'>,
  now: number,
): number | null {
  if (started_at === null) return null
  const end = completed_at === null ? now : Date.parse(completed_at)
  return Math.max(0, (end - Date.parse(started_at)) / 1_000)
}

const UNITS: Record<string, number> = { m: 60, h: 3_600, d: 86_400, w: 604_800 }

function secondsOfTimeframe(timeframe: string): number {
  const found = /^(\d+)([mhdw])$/.exec(timeframe)
  return found ? Number(found[1]) * (UNITS[found[2] ?? ''] ?? 0) : Infinity
}

export interface Matrix {
  timeframes: readonly string[]
  rows: readonly { key: string; symbol: string; source: string; isPrivate: boolean; cells: Cells }[]
}
type Cells = Readonly<Record<string, Series>>

/** Return the stored series as a table: a symbol of a source per row, timeframes across. */
export function matrixOf(series: readonly Series[], search: string): Matrix {
  const wanted = search.trim().toLowerCase()
  const shown = series.filter((one) =>
    `${one.symbol} ${one.source} ${one.timeframe}`.toLowerCase().includes(wanted),
  )
  const timeframes = [...new Set(shown.map(({ timeframe }) => timeframe))].sort(
    (a, b) => secondsOfTimeframe(a) - secondsOfTimeframe(b) || a.localeCompare(b),
  )
  const rows = new Map<string, Series[]>()
  for (const one of shown) {
    const key = `${one.symbol} ${one.source} ${one.owner_id ?? ''}`
    rows.set(key, [...(rows.get(key) ?? []), one])
  }
  return {
    timeframes,
    rows: [...rows.entries()]
      .sort(([a], [b]) => a.localeCompare(b))
      .flatMap(([key, [first, ...others]]) => {
        if (first === undefined) return []
        const cells = Object.fromEntries([first, ...others].map((one) => [one.timeframe, one]))
        const { symbol, source, owner_id } = first
        return [{ key, symbol, source, isPrivate: owner_id !== null, cells }]
      }),
  }
}

/** Return what a user's row offers, as the question that is asked first. */
export type UserAct = 'disable' | 'enable' | 'promote' | 'demote'

interface ActWords {
  change: UserChange
  title: (email: string) => string
  text: string
  confirm: string
  done: (email: string) => string
  isDangerous: boolean
}

export const USER_ACTS: Record<UserAct, ActWords> = {
  disable: {
    change: { is_active: false },
    title: (email) => `Disable ${email}?`,
    text: 'The account is signed out everywhere at once and cannot log in. Nothing is deleted.',
    confirm: 'Disable the account',
    done: (email) => `${email} is disabled`,
    isDangerous: true,
  },
  enable: {
    change: { is_active: true },
    title: (email) => `Enable ${email} again?`,
    text: 'The account can log in again, with everything it had.',
    confirm: 'Enable the account',
    done: (email) => `${email} is enabled`,
    isDangerous: false,
  },
  promote: {
    change: { is_admin: true },
    title: (email) => `Make ${email} an administrator?`,
    text: 'Administrators see every account and every job, and can disable others, you included.',
    confirm: 'Make administrator',
    done: (email) => `${email} is an administrator`,
    isDangerous: true,
  },
  demote: {
    change: { is_admin: false },
    title: (email) => `Take the administrator’s rights from ${email}?`,
    text: 'The account stays, as an ordinary one.',
    confirm: 'Take the rights away',
    done: (email) => `${email} is an ordinary user now`,
    isDangerous: true,
  },
}

/** Return what may be done to an account by `me`: nobody disables or demotes themselves. */
export function actsFor(user: User, me: string | undefined): UserAct[] {
  const acts: UserAct[] = [
    user.is_active ? 'disable' : 'enable',
    user.is_admin ? 'demote' : 'promote',
  ]
  return user.id === me ? acts.filter((act) => act === 'enable' || act === 'promote') : acts
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** Return the installation's settings with what each one means. */
export function flagLines(
  flags: Flags,
  format: Formatter,
): { name: string; value: string; meaning: string }[] {
  const yes = (is: boolean) => (is ? 'On' : 'Off')
  const years = flags.candle_retention_years
  return [
    {
      name: 'Environment',
      value: capitalised(flags.environment),
      meaning: 'Staging and production refuse weak secrets and ask for the set-up token.',
    },
    {
      name: 'Registration',
      value: capitalised(flags.registration),
      meaning: 'Who may make an account: anybody, whoever is invited, or nobody.',
    },
    {
      name: 'Mail server',
      value: flags.mail_configured ? 'Configured' : 'None',
      meaning: flags.mail_configured
        ? 'Letters are sent.'
        : 'Letters stay in the outbox: read them with “apextrade outbox”.',
    },
    {
      name: 'Live trading',
      value: yes(flags.features.live_trading),
      meaning: 'Whether orders with real money are possible at all.',
    },
    {
      name: 'Several venues',
      value: yes(flags.features.multi_exchange),
      meaning: 'Whether more than one venue may be used at a time.',
    },
    {
      name: 'Metrics',
      value: yes(flags.metrics),
      meaning: 'Whether a monitoring system can read figures of the processes.',
    },
    {
      name: 'Requests per minute',
      value: format.integer(flags.requests_per_minute),
      meaning: 'What one user may ask of the API; beyond it the answer is “wait”.',
    },
    {
      name: 'Largest import',
      value: `${format.integer(flags.import_max_mb)} MB`,
      meaning: 'How large a file of candles may be.',
    },
    {
      name: 'Candles kept',
      value: years === 0 ? 'All' : `${years} year${years === 1 ? '' : 's'}`,
      meaning: 'Older candles are deleted every night, unless all are kept.',
    },
  ]
}
