import type { APIRequestContext } from '@playwright/test'

import type { Credentials } from './platform'

export interface Run {
  id: string
  strategy_id: string
  strategy_name: string
  metrics: Record<string, number | null>
}

/** Return the demo's own finished backtest. */
export async function finishedRun(request: APIRequestContext, admin: Credentials): Promise<Run> {
  const login = await request.post('/api/v1/auth/login', { data: admin })
  const { access_token: token } = (await login.json()) as { access_token: string }
  const list = await request.get('/api/v1/backtests?status=completed&sort=created_at&limit=1', {
    headers: { authorization: `Bearer ${token}` },
  })
  const { items } = (await list.json()) as { items: Run[] }
  const [run] = items
  if (run === undefined) throw new Error('the demo has no finished backtest')
  return run
}
