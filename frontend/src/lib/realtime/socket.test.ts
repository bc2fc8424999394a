import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import type { ServerMessage } from './protocol'
import { LiveSocket, type LiveState } from './socket'

/** The browser's end of a connection, driven by the test. */
class Line {
  static all: Line[] = []
  readyState = 0
  sent: Record<string, unknown>[] = []
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null

  constructor(readonly protocols: string[]) {
    Line.all.push(this)
  }

  send(frame: string): void {
    this.sent.push(JSON.parse(frame) as Record<string, unknown>)
  }

  close(code: number): void {
    this.readyState = 3
    this.onclose?.({ code })
  }

  open(): void {
    this.readyState = 1
    this.onopen?.()
  }

  say(message: unknown): void {
    this.onmessage?.({ data: typeof message === 'string' ? message : JSON.stringify(message) })
  }
}

let states: LiveState[]
let heard: ServerMessage[]
let resyncs: number
let returns: number
let refusal: Error | null
let socket: LiveSocket

beforeEach(() => {
  vi.useFakeTimers()
  Line.all = []
  states = []
  heard = []
  resyncs = 0
  returns = 0
  refusal = null
  socket = new LiveSocket({
    url: 'ws://test/ws',
    ticket: () => (refusal ? Promise.reject(refusal) : Promise.resolve('t')),
    onMessage: (message) => heard.push(message),
    onState: (state) => states.push(state),
    onResync: () => (resyncs += 1),
    onReturn: () => (returns += 1),
    open: (_, protocols) => new Line(protocols) as unknown as WebSocket,
    random: () => 1,
  })
})

afterEach(() => {
  socket.stop()
  vi.useRealTimers()
})

async function connected(): Promise<Line> {
  await vi.advanceTimersByTimeAsync(0)
  const line = Line.all.at(-1)
  if (line === undefined) throw new Error('nothing was opened')
  line.open()
  line.say({ channel: 'system', type: 'pong', data: {} })
  heard.length = 0
  return line
}

const btc = { channel: 'ticker', symbols: ['BTC/USDT'] } as const

describe('the live connection', () => {
  it('offers the protocol and the ticket, and says hello', async () => {
    socket.start()
    const line = await connected()
    expect(line.protocols).toEqual(['apex.v1', 'ticket.t'])
    expect(line.sent).toEqual([{ action: 'hello' }])
    expect(states.at(-1)).toBe('live')
  })

  it('subscribes once for two listeners and ends with the last', async () => {
    socket.start()
    const line = await connected()
    const first = socket.listen(btc)
    const second = socket.listen(btc)
    first()
    first()
    expect(line.sent.filter(({ action }) => action === 'subscribe')).toHaveLength(1)
    expect(line.sent.some(({ action }) => action === 'unsubscribe')).toBe(false)
    second()
    expect(line.sent.at(-1)).toEqual({
      action: 'unsubscribe',
      channel: 'ticker',
      symbols: ['BTC/USDT'],
    })
  })

  it('asks for many prices in few frames: a minute has room for a hundred', async () => {
    const symbols = Array.from({ length: 201 }, (_, at) => `S${at}/USDT`)
    socket.start()
    const line = await connected()
    const stop = socket.listen({ channel: 'ticker', symbols })
    const asked = line.sent.filter(({ action }) => action === 'subscribe')
    expect(asked.map((frame) => (frame.symbols as string[]).length)).toEqual([100, 100, 1])
    expect(asked.flatMap((frame) => frame.symbols)).toEqual(symbols)
    stop()
    expect(line.sent.filter(({ action }) => action === 'unsubscribe')).toHaveLength(3)
  })

  it('comes back, subscribes again and resumes after the last fact', async () => {
    socket.start()
    const line = await connected()
    socket.listen(btc)
    socket.listen({ channel: 'backtest_progress', backtest_id: 'b|1' })
    line.say({ channel: 'notifications', type: 'x.y', seq: 41, data: {} })
    line.close(1012)
    expect(states.at(-1)).toBe('waiting')
    await vi.advanceTimersByTimeAsync(500)
    const next = await connected()
    expect(next).not.toBe(line)
    expect(next.sent).toEqual([
      { action: 'hello', cursor: 41 },
      { action: 'subscribe', channel: 'ticker', symbols: ['BTC/USDT'] },
      { action: 'subscribe', channel: 'backtest_progress', backtest_id: 'b|1' },
    ])
  })

  it('tells a fact once, however often it comes', async () => {
    socket.start()
    const line = await connected()
    for (const seq of [1, 2, 2, 1, 3])
      line.say({ channel: 'notifications', type: 'x.y', seq, data: {} })
    expect(heard.map(({ seq }) => seq)).toEqual([1, 2, 3])
  })

  it('asks again when the server knows of later facts', async () => {
    socket.start()
    const line = await connected()
    line.say({ channel: 'system', type: 'hello', data: { head: 5 } })
    line.say({ channel: 'system', type: 'heartbeat', data: { head: 5 } })
    expect(line.sent).toHaveLength(1)
    line.say({ channel: 'system', type: 'heartbeat', data: { head: 7 } })
    expect(line.sent.at(-1)).toEqual({ action: 'hello', cursor: 5 })
  })

  it('has everything read anew when its cursor is too old', async () => {
    socket.start()
    const line = await connected()
    line.say({ channel: 'system', type: 'resync_required', data: { head: 900 } })
    expect(resyncs).toBe(1)
    line.say({ channel: 'system', type: 'heartbeat', data: { head: 900 } })
    expect(line.sent).toHaveLength(1)
  })

  it('notices a silent line', async () => {
    socket.start()
    const line = await connected()
    await vi.advanceTimersByTimeAsync(39_000)
    expect(line.readyState).toBe(1)
    line.say({ channel: 'system', type: 'heartbeat', data: {} })
    await vi.advanceTimersByTimeAsync(39_000)
    expect(line.readyState).toBe(1)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(line.readyState).toBe(3)
  })

  it('does not wait for a dead line to say goodbye, nor listen to it later', async () => {
    socket.start()
    const line = await connected()
    line.close = () => undefined
    await vi.advanceTimersByTimeAsync(40_000)
    expect(states.at(-1)).toBe('waiting')
    line.say({ channel: 'notifications', type: 'x.y', seq: 9, data: {} })
    expect(heard).toEqual([])
    await vi.advanceTimersByTimeAsync(500)
    await connected()
    expect(states.at(-1)).toBe('live')
  })

  it('has what is not told again read anew when it returns, and only then', async () => {
    socket.start()
    const line = await connected()
    expect(returns).toBe(0)
    line.close(1012)
    await vi.advanceTimersByTimeAsync(500)
    await connected()
    expect(returns).toBe(1)
  })

  it('takes a door that opens and shuts for a failure', async () => {
    socket.start()
    for (const wait of [500, 1_000, 2_000]) {
      await vi.advanceTimersByTimeAsync(0)
      Line.all.at(-1)?.open()
      Line.all.at(-1)?.close(1013)
      expect(states).not.toContain('live')
      await vi.advanceTimersByTimeAsync(wait)
    }
    expect(Line.all).toHaveLength(4)
    expect(states.at(-1)).toBe('polling')
  })

  it('polls after three failures and waits longer each time, half a minute at most', async () => {
    refusal = new Error('down')
    socket.start()
    await vi.advanceTimersByTimeAsync(0)
    await vi.advanceTimersByTimeAsync(500)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(states.at(-1)).toBe('polling')
    for (let attempt = 0; attempt < 8; attempt += 1) await vi.advanceTimersByTimeAsync(30_000)
    refusal = null
    await vi.advanceTimersByTimeAsync(30_000)
    await connected()
    expect(states.at(-1)).toBe('live')
  })

  it('tries at once when the network is back', async () => {
    refusal = new Error('down')
    socket.start()
    await vi.advanceTimersByTimeAsync(0)
    refusal = null
    socket.nudge()
    await connected()
    expect(states.at(-1)).toBe('live')
  })

  it('ends with the session', async () => {
    socket.start()
    const line = await connected()
    line.close(4401)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(states.at(-1)).toBe('ended')
    expect(Line.all).toHaveLength(1)
  })

  it('lets frames of another protocol pass', async () => {
    socket.start()
    const line = await connected()
    for (const frame of ['not json', '[]', '7', '{"channel": 1}']) line.say(frame)
    expect(heard).toEqual([])
  })
})
