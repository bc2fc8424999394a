'use client'

import { useSyncExternalStore } from 'react'

import { useLive, type Tick } from '@/stores/live'

const unheard = () => () => undefined

/**
 * Return the newest price of an instrument, if one was heard. While nobody can see it (`isSeen`)
 * a new price draws nothing; the newest stands there as soon as it comes into view.
 */
export function useTick(symbol: string | null, isSeen: boolean): Tick | undefined {
  const read = () => (symbol === null ? undefined : useLive.getState().ticks[symbol])
  return useSyncExternalStore(isSeen ? useLive.subscribe : unheard, read, () => undefined)
}
