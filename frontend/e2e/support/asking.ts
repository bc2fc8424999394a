import type { APIRequestContext } from '@playwright/test'

import type { Credentials } from './platform'
import { expect } from './test'

export const CROSS = {
  name: 'Cross',
  symbol: 'BTC/USDT',
  timeframe: '1h',
  entry_rules: [
    {
      name: 'Up',
      signal: 'BUY',
      conditions: [
        {
          left: { indicator: 'EMA', params: { period: 10 } },
          operator: 'crosses_above',
          right: { indicator: 'EMA', params: { period: 30 } },
        },
      ],
    },
  ],
  exit_rules: [],
  risk_management: { stop_loss_pct: 3, take_profit_pct: 3 },
}

export type Ask = (method: 'GET' | 'POST', path: string, data?: object) => Promise<{ id: string }>

/** Talk to the API as the account, to put things where a test begins. */
export async function asking(request: APIRequestContext, account: Credentials): Promise<Ask> {
  const login = await request.post('/api/v1/auth/login', { data: account })
  expect(login.status(), await login.text()).toBe(200)
  const { access_token } = (await login.json()) as { access_token: string }
  const headers = { authorization: `Bearer ${access_token}` }
  return async (method, path, data) => {
    const answer = await request.fetch(`/api/v1${path}`, { method, headers, data })
    expect(answer.ok(), await answer.text()).toBe(true)
    return (await answer.json()) as { id: string }
  }
}

/** Wait until a backtest is over. */
export async function ended(ask: Ask, id: string): Promise<void> {
  await expect
    .poll(async () => (await ask('GET', `/backtests/${id}`)) as object, { timeout: 60_000 })
    .toHaveProperty('completed_at', expect.any(String))
}
