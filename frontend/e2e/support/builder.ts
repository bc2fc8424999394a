import type { Page } from '@playwright/test'

export const TEMPLATE = '/strategies/new?template=rsi_dip'

/** The number or text of an operand; its neighbour that changes the kind has a longer name. */
export function side(page: Page, name: string) {
  return page.getByLabel(name, { exact: true })
}
