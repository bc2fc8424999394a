import { create } from 'zustand'

import type { LiveState } from '@/lib/realtime/socket'

export interface Tick {
  last: number
  changePct: number | null
  bid: number | null
  ask: number | null
  direction: -1 | 0 | 1
  at: number
}

/** Venues speak every few seconds: what is silent for three times as long is said to be old. */
export const QUIET_MS = 15_000

interface Live {
  state: LiveState
  since: number
  ticks: Readonly<Record<string, Tick>>
  setState: (state: LiveState) => void
  addTicks: (ticks: Readonly<Record<string, Omit<Tick, 'direction'>>>) => void
}

/** What changes by itself: the connection and the newest price of each symbol. */
export const useLive = create<Live>((set) => ({
  state: 'connecting',
  since: 0,
  ticks: {},
  setState: (state) =>
    set((before) => (before.state === state ? before : { state, since: Date.now() })),
  addTicks: (added) =>
    set((before) => {
      const ticks = { ...before.ticks }
      for (const [symbol, tick] of Object.entries(added)) {
        const known = ticks[symbol]
        const direction =
          known === undefined ? 0 : (Math.sign(tick.last - known.last) as -1 | 0 | 1)
        ticks[symbol] = { ...tick, direction }
      }
      return { ticks }
    }),
}))
