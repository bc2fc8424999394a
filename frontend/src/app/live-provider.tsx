'use client'

import { useQueryClient, type Query, type QueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useEffect, useState, type ReactNode } from 'react'

import { LiveContext, type LiveLine } from '@/hooks/use-live'
import { api } from '@/lib/api-client'
import { Burst } from '@/lib/realtime/burst'
import { noticeOf, type NewNotice } from '@/lib/realtime/notices'
import { effectsOf, type Effect } from '@/lib/realtime/effects'
import { keysOf, type ServerMessage, type Topic } from '@/lib/realtime/protocol'
import { LiveSocket } from '@/lib/realtime/socket'
import { tickOf, type NewTick } from '@/lib/realtime/ticks'
import { toast } from '@/lib/toast'
import { useLive } from '@/stores/live'
import { useUi } from '@/stores/ui'

const POLL_MS = 5_000

type Go = (href: string) => void

async function newTicket(): Promise<string> {
  const { data } = await api.POST('/api/v1/ws/ticket')
  if (data === undefined) throw new Error('no ticket')
  return data.ticket
}

function selectorsOf({ data }: ServerMessage): string[] {
  return [data.symbol, data.backtest_id, data.entity_id].filter(
    (value): value is string => typeof value === 'string',
  )
}

/** Widgets that asked to hear a topic themselves, by the keys of that topic. */
class Listeners {
  readonly #heard = new Map<string, Set<(message: ServerMessage) => void>>()

  add(topic: Topic, heard: (message: ServerMessage) => void): () => void {
    const keys = keysOf(topic)
    for (const key of keys) this.#heard.set(key, (this.#heard.get(key) ?? new Set()).add(heard))
    return () => keys.forEach((key) => this.#heard.get(key)?.delete(heard))
  }

  tell(message: ServerMessage): void {
    for (const selector of selectorsOf(message)) {
      this.#heard.get(`${message.channel}|${selector}`)?.forEach((heard) => heard(message))
    }
  }
}

function staleOnly(client: QueryClient, paths: readonly string[]): void {
  void client.invalidateQueries({
    predicate: (query) =>
      doesAge(query) && paths.some((path) => String(query.queryKey[1]).startsWith(path)),
  })
}

/** What was read as final (bars of the past, the trades of a finished run) stays as it is. */
function doesAge({ options, state }: Query): boolean {
  return state.status === 'error' || (options as { staleTime?: unknown }).staleTime !== Infinity
}

/** Prices between two paints: the newest of each symbol. */
class Pending {
  #ticks: Record<string, NewTick> = {}

  add(symbol: string, data: Record<string, unknown>): void {
    const tick = tickOf(data, Date.now())
    if (tick !== null) this.#ticks[symbol] = tick
  }

  flush(): void {
    if (Object.keys(this.#ticks).length === 0) return
    useLive.getState().addTicks(this.#ticks)
    this.#ticks = {}
  }
}

/** Say what happened: by itself with a way there, or together with what came at the same time. */
function say({ id, title, detail, href, isBad }: NewNotice, together: number, go: Go): void {
  if (together > 0) {
    const words = together === 1 ? '1 more notification' : `${together} more notifications`
    return toast(words, { id: 'notices', description: 'The bell at the top lists all of them.' })
  }
  const isThere = href === null || href === window.location.pathname
  const shown = {
    id,
    description: detail,
    ...(isThere ? {} : { action: { label: 'Open', onClick: () => go(href) } }),
  }
  if (isBad) toast.error(title, { ...shown, duration: Infinity })
  else toast(title, shown)
}

interface Parts {
  client: QueryClient
  pending: Pending
  burst: Burst
  go: Go
}

function applied(effect: Effect, { client, pending, burst, go }: Parts): void {
  switch (effect.kind) {
    case 'stale':
      return staleOnly(client, effect.paths)
    case 'ticker':
      return pending.add(effect.symbol, effect.data)
    case 'notice': {
      const notice = noticeOf(effect)
      const { id, title, detail, href } = notice
      const at = Date.now()
      useUi.getState().addNotice({ id, title, detail, href, at })
      say(notice, burst.add(at), go)
    }
  }
}

function newLine(client: QueryClient, go: Go) {
  const listeners = new Listeners()
  const pending = new Pending()
  const parts: Parts = { client, pending, burst: new Burst(), go }
  const socket = new LiveSocket({
    url: `${window.location.origin.replace(/^http/, 'ws')}/ws`,
    ticket: newTicket,
    onState: useLive.getState().setState,
    onResync: () => void client.invalidateQueries(),
    onReturn: () => staleOnly(client, ['/api/v1/market']),
    onMessage: (message) => {
      listeners.tell(message)
      effectsOf(message).forEach((effect) => applied(effect, parts))
    },
  })
  const line: LiveLine = {
    listen(topic, heard) {
      const deaf = listeners.add(topic, heard)
      const stop = socket.listen(topic)
      return () => {
        stop()
        deaf()
      }
    },
  }
  return { line, socket, pending }
}

/** The one live connection of this tab, and what its messages do. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient()
  const { push } = useRouter()
  const [parts] = useState(() => (typeof window === 'undefined' ? null : newLine(client, push)))
  const paints = useUi((state) => state.paintsPerSecond)
  const state = useLive((live) => live.state)
  useEffect(() => {
    if (parts === null) return
    parts.socket.start()
    const nudge = () => parts.socket.nudge()
    window.addEventListener('online', nudge)
    return () => {
      window.removeEventListener('online', nudge)
      parts.socket.stop()
    }
  }, [parts])
  useEffect(() => {
    if (parts === null || paints === 0) return
    const timer = setInterval(() => parts.pending.flush(), 1_000 / paints)
    return () => clearInterval(timer)
  }, [parts, paints])
  useEffect(() => {
    // Without a live line what is on the screen is asked for again and again.
    if (state !== 'polling') return
    const asked = { type: 'active', predicate: doesAge } as const
    // A slow answer that is on its way is waited for.
    const ask = () => void client.invalidateQueries(asked, { cancelRefetch: false })
    const timer = setInterval(ask, POLL_MS)
    return () => clearInterval(timer)
  }, [state, client])
  useEffect(() => {
    if (state !== 'live') return
    // What could not be read while the server was away.
    const hasFailed = (query: Query) => query.state.status === 'error'
    void client.refetchQueries({ type: 'active', predicate: hasFailed })
  }, [state, client])
  return <LiveContext value={parts?.line ?? null}>{children}</LiveContext>
}
