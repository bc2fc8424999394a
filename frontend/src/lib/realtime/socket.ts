import { framesOf, keysOf, messageOf, type ServerMessage, type Topic } from './protocol'

export type LiveState = 'connecting' | 'live' | 'waiting' | 'polling' | 'ended'

const FIRST_WAIT_MS = 500
/** A restart takes seconds: so many attempts come soon, and only a long absence makes them rare. */
const SOON_ATTEMPTS = 10
const SOON_WAIT_MS = 2_000
const LONGEST_WAIT_MS = 30_000
/** After so many failures in a row the pages ask the API every few seconds instead. */
const FAILURES_TO_POLL = 3
/** The server says something every 15 s; a socket silent for longer is a dead one. */
const SILENCE_MS = 40_000
const PROTOCOL = 'apex.v1'
const SESSION_OVER = 4401
const DEAD_LINE = 4000

function longestWait(failures: number): number {
  const late = failures - SOON_ATTEMPTS
  if (late > 0) return Math.min(LONGEST_WAIT_MS, SOON_WAIT_MS * 2 ** late)
  return Math.min(SOON_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1))
}

export interface SocketParts {
  url: string
  ticket: () => Promise<string>
  onMessage: (message: ServerMessage) => void
  onState: (state: LiveState) => void
  /** What was kept is older than what the server keeps: read everything shown anew. */
  onResync: () => void
  /** Live again after a gap: facts are told again, prices and books of the meantime are not. */
  onReturn: () => void
  /** Set for tests. */
  open?: (url: string, protocols: string[]) => WebSocket
  random?: () => number
}

/**
 * The one live connection of a tab.
 *
 * It listens to what is visible (counted, so two widgets share a subscription), resumes facts by
 * their number, notices a silent line and comes back by itself.
 */
export class LiveSocket {
  readonly #parts: SocketParts
  readonly #listeners = new Map<string, number>()
  #socket: WebSocket | null = null
  #cursor: number | null = null
  #failures = 0
  #isLive = false
  #wasLive = false
  #retry: ReturnType<typeof setTimeout> | null = null
  #silence: ReturnType<typeof setTimeout> | null = null
  #isStopped = true

  constructor(parts: SocketParts) {
    this.#parts = parts
  }

  start(): void {
    if (!this.#isStopped) return
    this.#isStopped = false
    void this.#connect()
  }

  stop(): void {
    this.#isStopped = true
    this.#clear()
    this.#socket?.close(1000)
    this.#socket = null
    this.#isLive = false
  }

  /** Try at once instead of waiting for the next attempt (the network is back). */
  nudge(): void {
    if (this.#isStopped || this.#socket !== null || this.#retry === null) return
    clearTimeout(this.#retry)
    this.#retry = null
    void this.#connect()
  }

  /** Listen to a topic; return how to stop. */
  listen(topic: Topic): () => void {
    const keys = keysOf(topic)
    this.#say(...framesOf('subscribe', this.#counted(keys, +1)))
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      this.#say(...framesOf('unsubscribe', this.#counted(keys, -1)))
    }
  }

  /** Count who listens; return the keys that got their first listener, or lost their last. */
  #counted(keys: readonly string[], change: 1 | -1): string[] {
    return keys.filter((key) => {
      const before = this.#listeners.get(key) ?? 0
      const after = before + change
      if (after > 0) this.#listeners.set(key, after)
      else this.#listeners.delete(key)
      return before === 0 || after === 0
    })
  }

  #say(...frames: string[]): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return
    for (const frame of frames) this.#socket.send(frame)
  }

  async #connect(): Promise<void> {
    this.#parts.onState(this.#failures >= FAILURES_TO_POLL ? 'polling' : 'connecting')
    let ticket: string
    try {
      ticket = await this.#parts.ticket()
    } catch {
      this.#again()
      return
    }
    if (this.#isStopped) return
    const open = this.#parts.open ?? ((url, protocols) => new WebSocket(url, protocols))
    const socket = open(this.#parts.url, [PROTOCOL, `ticket.${ticket}`])
    this.#socket = socket
    socket.onopen = () => this.#opened(socket)
    socket.onmessage = ({ data }) => this.#heard(socket, data)
    socket.onclose = ({ code }) => this.#closed(socket, code)
  }

  #opened(socket: WebSocket): void {
    if (socket !== this.#socket) return
    this.#say(
      JSON.stringify({
        action: 'hello',
        ...(this.#cursor === null ? {} : { cursor: this.#cursor }),
      }),
    )
    this.#say(...framesOf('subscribe', [...this.#listeners.keys()]))
    this.#watch()
  }

  /** The other end talks: only now is it known to be more than an open door. */
  #answered(): void {
    if (this.#isLive) return
    this.#failures = 0
    this.#isLive = true
    this.#parts.onState('live')
    if (this.#wasLive) this.#parts.onReturn()
    this.#wasLive = true
  }

  #heard(socket: WebSocket, frame: unknown): void {
    if (socket !== this.#socket) return
    this.#watch()
    const message = messageOf(frame)
    if (message === null) return
    this.#answered()
    if (message.channel === 'system') this.#told(message)
    if (message.seq !== undefined) {
      if (this.#cursor !== null && message.seq <= this.#cursor) return
      this.#cursor = message.seq
    }
    this.#parts.onMessage(message)
  }

  #told({ type, data }: ServerMessage): void {
    const head = typeof data.head === 'number' ? data.head : null
    if (type === 'hello' && this.#cursor === null) this.#cursor = head
    if (type === 'resync_required') {
      this.#cursor = head
      this.#parts.onResync()
    }
    if (type === 'heartbeat' && head !== null && this.#cursor !== null && head > this.#cursor) {
      this.#say(JSON.stringify({ action: 'hello', cursor: this.#cursor }))
    }
  }

  #watch(): void {
    if (this.#silence !== null) clearTimeout(this.#silence)
    this.#silence = setTimeout(() => this.#giveUp(), SILENCE_MS)
  }

  /** A dead line does not answer a goodbye either: nobody waits for it. */
  #giveUp(): void {
    const socket = this.#socket
    if (socket === null) return
    socket.close(DEAD_LINE)
    this.#closed(socket, DEAD_LINE)
  }

  #closed(socket: WebSocket, code: number): void {
    if (socket !== this.#socket) return
    this.#socket = null
    this.#isLive = false
    this.#clear()
    if (this.#isStopped) return
    if (code === SESSION_OVER) {
      this.#parts.onState('ended')
      this.#isStopped = true
      return
    }
    this.#again()
  }

  #again(): void {
    if (this.#isStopped) return
    this.#failures += 1
    this.#parts.onState(this.#failures >= FAILURES_TO_POLL ? 'polling' : 'waiting')
    const random = this.#parts.random ?? Math.random
    const longest = longestWait(this.#failures)
    // Half of it at random: after a restart not every tab comes back in the same instant.
    this.#retry = setTimeout(
      () => {
        this.#retry = null
        void this.#connect()
      },
      longest / 2 + (random() * longest) / 2,
    )
  }

  #clear(): void {
    if (this.#retry !== null) clearTimeout(this.#retry)
    if (this.#silence !== null) clearTimeout(this.#silence)
    this.#retry = null
    this.#silence = null
  }
}
