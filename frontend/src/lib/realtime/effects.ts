import type { ServerMessage } from './protocol'

/** What a message means for what is on the screen. */
export type Effect =
  | { kind: 'stale'; paths: readonly string[] }
  | { kind: 'ticker'; symbol: string; data: Record<string, unknown> }
  | { kind: 'notice'; id: string; type: string; data: Record<string, unknown> }

/** Return what to do about a message; what only a mounted widget wants is not in it. */
export function effectsOf(message: ServerMessage): Effect[] {
  const { type, data } = message
  const [word] = type.split('.')
  const notice: Effect[] =
    message.seq === undefined ? [] : [{ kind: 'notice', id: String(message.seq), type, data }]
  switch (word) {
    case 'market':
      return type === 'market.ticker.update' && typeof data.symbol === 'string'
        ? [{ kind: 'ticker', symbol: data.symbol, data }]
        : []
    case 'backtest':
      return type === 'backtest.progress'
        ? []
        : [{ kind: 'stale', paths: stalePaths(type) }, ...notice]
    case 'strategy':
      return [{ kind: 'stale', paths: ['/api/v1/strategies', '/api/v1/dashboard'] }, ...notice]
    default:
      return notice
  }
}

function stalePaths(type: string): string[] {
  const paths = ['/api/v1/backtests', '/api/v1/dashboard']
  // The list of strategies tells how each did last.
  return type === 'backtest.complete' ? [...paths, '/api/v1/strategies'] : paths
}
