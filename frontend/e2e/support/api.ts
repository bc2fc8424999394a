import { expect, type APIRequestContext } from '@playwright/test'

import type { Credentials } from './platform'

/** Talks to the API as one account, to put things where a test begins. */
export type Ask = <Answer = { id: string }>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  data?: object,
) => Promise<Answer>

export async function asking(request: APIRequestContext, account: Credentials): Promise<Ask> {
  const login = await request.post('/api/v1/auth/login', { data: account })
  expect(login.status(), await login.text()).toBe(200)
  const { access_token } = (await login.json()) as { access_token: string }
  const headers = { authorization: `Bearer ${access_token}` }
  return async <Answer>(method: string, path: string, data?: object) => {
    // A file goes as a form, everything else as JSON.
    const body = data && 'file' in data ? { multipart: data as never } : { data }
    const answer = await request.fetch(`/api/v1${path}`, { method, headers, ...body })
    expect(answer.ok(), await answer.text()).toBe(true)
    return (answer.status() === 204 ? {} : await answer.json()) as Answer
  }
}

/** Wait until a backtest is over, however it ended. */
export async function ended(ask: Ask, id: string): Promise<void> {
  await expect
    .poll(() => ask<object>('GET', `/backtests/${id}`), { timeout: 60_000 })
    .toHaveProperty('completed_at', expect.any(String))
}

/** Log every device of the account out, as somebody does who lost one. */
export async function signOutEverywhere(request: APIRequestContext, account: Credentials) {
  const ask = await asking(request, account)
  const { items } = await ask<{ items: { id: string; is_current: boolean }[] }>(
    'GET',
    '/auth/sessions',
  )
  for (const { id } of items.filter(({ is_current }) => !is_current))
    await ask('DELETE', `/auth/sessions/${id}`)
}

/** A strategy that trades a few times a week on the demo's market. */
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
