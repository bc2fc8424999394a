'use client'

import { LoaderCircle } from 'lucide-react'

import { Link } from '@/components/link'

import { useCount } from '../api'
import { activeWords } from '../model'

/** How many backtests are on their way, wherever one is; nothing where there are none. */
export function RunningJobs() {
  const running = useCount('running').data ?? 0
  const pending = useCount('pending').data ?? 0
  const count = running + pending
  if (count === 0) return null
  const words = activeWords(running, pending)
  return (
    <Link
      href={running > 0 ? '/backtests?status=running' : '/backtests?status=pending'}
      aria-label={words}
      title={words}
      data-testid="jobs"
      className="figure inline-flex min-h-8 items-center gap-1.5 rounded-full border border-border bg-accent px-2.5 text-2xs font-medium text-primary pointer-coarse:min-h-11"
    >
      <LoaderCircle aria-hidden className="size-3.5 motion-safe:animate-spin" />
      {count}
      <span className="max-sm:hidden">{count === 1 ? 'backtest' : 'backtests'}</span>
    </Link>
  )
}
