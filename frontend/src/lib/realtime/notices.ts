import type { Effect } from './effects'

export interface NewNotice {
  id: string
  title: string
  detail: string
  href: string | null
  /** Whether it stays until somebody has seen it. */
  isBad: boolean
}

const TITLES: Record<string, string> = {
  'backtest.complete': 'Backtest finished',
  'backtest.completed': 'Backtest finished',
  'backtest.failed': 'Backtest failed',
  'backtest.cancelled': 'Backtest cancelled',
}

const ENDS: Record<string, string> = {
  completed: 'Backtest finished',
  failed: 'Backtest failed',
  cancelled: 'Backtest cancelled',
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Return what the notification centre says about a fact. */
export function noticeOf({ id, type, data }: Extract<Effect, { kind: 'notice' }>): NewNotice {
  const word = type.split('.')[0]
  const entity = text(data.backtest_id) || text(data.entity_id)
  const title = ENDS[text(data.status)] ?? TITLES[type] ?? type.replaceAll(/[._]/g, ' ')
  return {
    id: `fact-${id}`,
    title,
    detail: text(data.strategy_name) || text(data.name) || text(data.message),
    href:
      word === 'backtest' && entity
        ? `/backtests/${entity}`
        : word === 'strategy' && entity
          ? `/strategies/${entity}`
          : null,
    isBad: title === ENDS.failed,
  }
}
