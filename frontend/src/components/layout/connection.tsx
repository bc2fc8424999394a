'use client'

import { Wifi, WifiOff } from 'lucide-react'
import { Badge, type Tone } from '@/components/ui/badge'
import { useOnline } from '@/hooks/use-online'
import type { LiveState } from '@/lib/realtime/socket'
import { useLive } from '@/stores/live'

const WORDS: Record<LiveState, { label: string; tone: Tone; hint: string }> = {
  live: { label: 'Live', tone: 'good', hint: 'Prices and progress arrive as they happen' },
  connecting: { label: 'Connecting', tone: 'neutral', hint: 'Opening the live connection' },
  waiting: { label: 'Reconnecting', tone: 'warn', hint: 'The live connection was cut' },
  polling: { label: 'Polling', tone: 'warn', hint: 'No live connection: asking every 5 seconds' },
  ended: { label: 'Signed out', tone: 'bad', hint: 'The session is over' },
}

/** Whether what moves on this page moves because it is live. */
export function Connection() {
  const state = useLive((live) => live.state)
  const isOnline = useOnline()
  const { label, tone, hint } = isOnline
    ? WORDS[state]
    : { label: 'Offline', tone: 'bad' as const, hint: 'This device has no network' }
  const Icon = tone === 'good' || state === 'connecting' ? Wifi : WifiOff
  return (
    <Badge tone={tone} title={hint} role="status" data-testid="connection">
      <Icon aria-hidden />
      <span className="max-sm:sr-only">{label}</span>
    </Badge>
  )
}
