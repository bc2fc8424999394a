import { NOTHING, type Stock } from './stock'

/** One page, or one tab of it, as the sweep meets it. A new page is one row. */
export interface Row {
  name: string
  path: string | ((stock: Stock) => string)
  /** What is on it once it has what it asked for. */
  shown: RegExp
  /** What it says to an account that has nothing yet; without it, that account sees the same. */
  empty?: RegExp
  /** It asks for nothing of its own, so that nothing of it can fail. */
  isStill?: boolean
  /** What the browser itself says about an answer that belongs to this page. */
  says?: RegExp
}

/** Return the address of a row for an account. */
export function addressOf({ path }: Pick<Row, 'path'>, stock: Stock): string {
  return typeof path === 'string' ? path : path(stock)
}

export const OPEN: readonly Row[] = [
  { name: 'login', path: '/login', shown: /Log in/ },
  { name: 'registration', path: '/register', shown: /Create/ },
  { name: 'forgotten password', path: '/forgot', shown: /link/ },
  { name: 'confirmation without a token', path: '/verify', shown: /link/ },
  {
    name: 'confirmation with a wrong token',
    path: '/verify?token=none',
    shown: /link/,
    says: / 40[04] /,
  },
  { name: 'new password', path: '/reset?token=none', shown: /New password/ },
  { name: 'new password without a token', path: '/reset', shown: /link/ },
]

export const PAGES: readonly Row[] = [
  { name: 'dashboard', path: '/', shown: /Final capital/, empty: /Three steps/ },
  { name: 'strategies', path: '/strategies', shown: /WWWWW/, empty: /No strategy yet/ },
  { name: 'no strategy found', path: '/strategies?search=none', shown: /No strategy matches/ },
  { name: 'templates', path: '/strategies?tab=templates', shown: /RSI dip/ },
  { name: 'strategy', path: (own) => `/strategies/${own.strategy}`, shown: /rules in words/ },
  {
    name: 'versions',
    path: (own) => `/strategies/${own.strategy}?tab=versions`,
    shown: /differences? from version 1/,
  },
  { name: 'new strategy', path: '/strategies/new', shown: /Entry/ },
  { name: 'builder', path: (own) => `/strategies/${own.strategy}/edit`, shown: /Entry/ },
  {
    name: 'builder as text',
    path: (own) => `/strategies/${own.strategy}/edit?view=text`,
    shown: /Strategy as text/,
  },
  {
    name: 'builder as JSON',
    path: (own) => `/strategies/${own.strategy}/edit?view=json`,
    shown: /Strategy as JSON/,
  },
  { name: 'backtests', path: '/backtests', shown: /WWWWW/, empty: /No backtest yet/ },
  { name: 'backtest to run', path: '/backtests/new', shown: /Run backtest/ },
  { name: 'comparison of none', path: '/backtests/compare', shown: /Compare/, isStill: true },
  {
    name: 'comparison',
    path: (own) => `/backtests/compare?ids=${own.run},${own.other}`,
    shown: /Sharpe/,
  },
  { name: 'result', path: (own) => `/backtests/${own.run}`, shown: /Sharpe/ },
  { name: 'trades', path: (own) => `/backtests/${own.run}?tab=trades`, shown: /Duration/ },
  {
    name: 'chart of a result',
    path: (own) => `/backtests/${own.run}?tab=chart`,
    shown: /View as table/,
  },
  { name: 'statistics', path: (own) => `/backtests/${own.run}?tab=statistics`, shown: /Streak/i },
  {
    name: 'settings of a result',
    path: (own) => `/backtests/${own.run}?tab=settings`,
    shown: /sha|hash/i,
  },
  { name: 'failed backtest', path: (own) => `/backtests/${own.failed}`, shown: /Not enough data/ },
  { name: 'market', path: '/market?indicators=RSI;EMA', shown: /Order book/ },
  { name: 'data', path: '/market/coverage', shown: /Stored series|bars/i },
  { name: 'profile', path: '/settings', shown: /First name/, isStill: true },
  { name: 'appearance', path: '/settings?section=appearance', shown: /Blue and/, isStill: true },
  { name: 'sessions', path: '/settings?section=sessions', shown: /This device/ },
  { name: 'password', path: '/settings?section=password', shown: /Present/, isStill: true },
  {
    name: 'strategy of somebody else',
    path: `/strategies/${NOTHING.strategy}`,
    shown: /does not exist/,
    isStill: true,
    says: / 404 /,
  },
  {
    name: 'backtest of somebody else',
    path: `/backtests/${NOTHING.run}`,
    shown: /does not exist/,
    isStill: true,
    says: / 404 /,
  },
  {
    name: 'address of nothing',
    path: '/nothing/here',
    shown: /nothing at this/,
    isStill: true,
    says: / 404 /,
  },
]

export const ADMIN: readonly Row[] = [
  { name: 'services', path: '/admin', shown: /Backtest workers/ },
  { name: 'jobs', path: '/admin?tab=jobs', shown: /Asked for/ },
  { name: 'no job found', path: '/admin?tab=jobs&search=none', shown: /No job matches/ },
  { name: 'coverage', path: '/admin?tab=coverage', shown: /ETH.USDT/ },
  { name: 'users', path: '/admin?tab=users', shown: /Last login/ },
  { name: 'flags', path: '/admin?tab=flags', shown: /registration/i },
]
