/** The messages of docs/websocket.md, as far as the pages use them. */

export type Topic =
  | { channel: 'ticker' | 'candles' | 'orderbook'; symbols: readonly string[] }
  | { channel: 'backtest_progress'; backtest_id: string }

export interface ServerMessage {
  channel: string
  type: string
  seq?: number
  data: Record<string, unknown>
}

/** One thing to listen to: a topic with a single selector, so that listeners can be counted. */
export function keysOf(topic: Topic): string[] {
  return 'symbols' in topic
    ? topic.symbols.map((symbol) => `${topic.channel}|${symbol}`)
    : [`${topic.channel}|${topic.backtest_id}`]
}

/** Return the frame that begins or ends listening to `key`. */
export function frameOf(action: 'subscribe' | 'unsubscribe', key: string): string {
  const [channel = '', selector = ''] = key.split(/\|(.*)/s)
  const selected =
    channel === 'backtest_progress' ? { backtest_id: selector } : { symbols: [selector] }
  return JSON.stringify({ action, channel, ...selected })
}

/** Return the message of a frame, or null for one that is not of this protocol. */
export function messageOf(frame: unknown): ServerMessage | null {
  if (typeof frame !== 'string') return null
  let read: unknown
  try {
    read = JSON.parse(frame)
  } catch {
    return null
  }
  if (typeof read !== 'object' || read === null) return null
  const { channel, type, seq, data } = read as Record<string, unknown>
  if (typeof channel !== 'string' || typeof type !== 'string') return null
  return {
    channel,
    type,
    ...(typeof seq === 'number' ? { seq } : {}),
    data: typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {},
  }
}
