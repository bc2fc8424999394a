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

/** A frame names so many symbols, and a client may send a hundred frames a minute. */
const SYMBOLS_MOST = 100

/** Return the frames that begin or end listening to `keys`. */
export function framesOf(action: 'subscribe' | 'unsubscribe', keys: readonly string[]): string[] {
  const channels = new Map<string, string[]>()
  for (const key of keys) {
    const [channel = '', selector = ''] = key.split(/\|(.*)/s)
    channels.set(channel, [...(channels.get(channel) ?? []), selector])
  }
  return [...channels].flatMap(([channel, selectors]) =>
    channel === 'backtest_progress'
      ? selectors.map((selector) => JSON.stringify({ action, channel, backtest_id: selector }))
      : chunked(selectors).map((symbols) => JSON.stringify({ action, channel, symbols })),
  )
}

function chunked(selectors: readonly string[]): string[][] {
  const count = Math.ceil(selectors.length / SYMBOLS_MOST)
  return Array.from({ length: count }, (_, at) =>
    selectors.slice(at * SYMBOLS_MOST, (at + 1) * SYMBOLS_MOST),
  )
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
