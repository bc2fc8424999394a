import type { Page } from '@playwright/test'

import type { Run } from './demo'
import type { Credentials } from './platform'
import { expect, logIn } from './test'

/** Log in on the result of a run. */
export async function opened(
  page: Page,
  account: Credentials,
  run: Run,
  query = '',
): Promise<void> {
  await logIn(page, account, `/backtests/${run.id}${query}`)
  await expect(page.getByRole('tab', { name: 'Overview' })).toBeVisible({ timeout: 30_000 })
}

/** Return the percent that a cell says; its minus may be a typographic one. */
export function percentOf(text: string): number {
  return Number(text.replace('−', '-').replace(/[^0-9.+-]/g, ''))
}
