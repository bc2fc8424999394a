import type { APIRequestContext } from '@playwright/test'

import { asking, ended, type Ask } from './api'
import type { Credentials } from './platform'

/** Nothing in a page may rely on names being short, having spaces, or being harmless. */
export const ABSURD = {
  name: `<img src=x onerror=alert(1)>${'W'.repeat(70)}`,
  person: 'Ł'.repeat(100),
  symbol: ['X', 'Y', 'Z'].map((letter) => letter.repeat(20)).join('/'),
}

const CANDLES = `time,open,high,low,close,volume
${Array.from({ length: 40 }, (_, at) => {
  const time = new Date(Date.UTC(2024, 0, 1, at)).toISOString()
  return `${time},123456.789012,123457.9,123455.1,123456.2,0.000012${at}`
}).join('\n')}
`

const comparison = (left: object, operator: string, right: unknown) => ({ left, operator, right })
const average = (period: number) => ({ indicator: 'EMA', params: { period } })

const document = (slow: number, symbol = 'BTC/USDT') => ({
  ...{ name: ABSURD.name, description: 'D'.repeat(300), symbol, timeframe: '1h' },
  entry_rules: [
    {
      name: 'N'.repeat(60),
      signal: 'BUY',
      conditions: [comparison(average(10), 'crosses_above', average(slow))],
    },
  ],
  exit_rules: [],
  risk_management: { stop_loss_pct: 3, take_profit_pct: 3 },
})

/** Run a backtest to whatever end it has, and return its id. */
async function ran(ask: Ask, config: object): Promise<string> {
  const { id } = await ask('POST', '/backtests', config)
  await ended(ask, id)
  return id
}

/** Return two days that are too few for an average of 300 bars. */
async function shortPeriod(ask: Ask): Promise<object> {
  const path = '/market/coverage?symbol=BTC/USDT&timeframe=1h'
  const { items } = await ask<{ items: { first: string }[] }>('GET', path)
  const first = Date.parse(items[0]?.first ?? '')
  const day = (after: number) => new Date(first + after * 86_400_000).toISOString().slice(0, 10)
  return { start_date: day(1), end_date: day(2) }
}

/** The ids that stand in the addresses of an account that has everything. */
export type Stock = Record<'strategy' | 'run' | 'other' | 'failed', string>

const NOBODY = '00000000-0000-4000-8000-000000000000'
/** Ids that fit into an address and belong to nothing. */
export const NOTHING: Stock = {
  ...{ strategy: NOBODY, run: NOBODY, failed: NOBODY },
  other: NOBODY.replace(/^0/, '1'),
}

/** Give the account one of everything, by the longest names there can be. */
export async function stocked(request: APIRequestContext, account: Credentials): Promise<Stock> {
  const ask = await asking(request, account)
  await ask('PATCH', '/auth/me', { first_name: ABSURD.person, last_name: ABSURD.person })
  await ask('POST', '/market/candles/import', {
    file: { name: 'mine.csv', mimeType: 'text/csv', buffer: Buffer.from(CANDLES) },
    ...{ symbol: ABSURD.symbol, timeframe: '1h', source: 'mine' },
  })
  const items = ['BTC/USDT', 'ETH/USDT'].map((symbol) => ({ source: 'sim', symbol }))
  await ask('PUT', '/market/watchlist', { items })
  const { id: slow } = await ask('POST', '/strategies', document(300, ABSURD.symbol))
  await ask('PUT', `/strategies/${slow}`, document(300))
  const { id: strategy } = await ask('POST', '/strategies', document(30))
  const risk_management = { stop_loss_pct: 5, take_profit_pct: 9 }
  await ask('PUT', `/strategies/${strategy}`, { ...document(30), risk_management })
  return {
    strategy,
    failed: await ran(ask, { strategy_id: slow, ...(await shortPeriod(ask)) }),
    run: await ran(ask, { strategy_id: strategy }),
    other: await ran(ask, { strategy_id: strategy, commission_pct: 0 }),
  }
}
