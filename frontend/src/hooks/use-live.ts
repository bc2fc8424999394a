'use client'

import { createContext, useContext, useEffect, useRef } from 'react'

import type { ServerMessage, Topic } from '@/lib/realtime/protocol'

export interface LiveLine {
  /** Listen to a topic and hear its messages; return how to stop. */
  listen: (topic: Topic, heard: (message: ServerMessage) => void) => () => void
}

export const LiveContext = createContext<LiveLine | null>(null)

/** Hear the messages of a topic while the component is on the screen; null listens to nothing. */
export function useTopic(topic: Topic | null, heard: (message: ServerMessage) => void): void {
  const line = useContext(LiveContext)
  const latest = useRef(heard)
  useEffect(() => {
    latest.current = heard
  })
  const key = topic === null ? null : JSON.stringify(topic)
  useEffect(() => {
    if (line === null || key === null) return
    return line.listen(JSON.parse(key) as Topic, (message) => latest.current(message))
  }, [line, key])
}

const ignored = () => undefined

/** Keep the prices of these symbols coming into the live store. */
export function useTicks(symbols: readonly string[]): void {
  useTopic(symbols.length === 0 ? null : { channel: 'ticker', symbols }, ignored)
}
