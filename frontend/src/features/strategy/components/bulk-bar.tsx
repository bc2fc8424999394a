'use client'

import { Archive, CirclePause } from 'lucide-react'
import { useState } from 'react'

import { ActionButton } from '@/components/ui/action-button'
import { Button } from '@/components/ui/button'
import { toast } from '@/lib/toast'

import { useArchive, usePause } from '../api'
import type { Chosen } from '../hooks/use-chosen'
import { eligible, outcome, type Aside } from '../model'

/** What can be done to the chosen strategies together. */
export function BulkBar({ chosen, all, none }: Chosen) {
  const archiving = useArchive()
  const pausing = usePause()
  const [running, setRunning] = useState<Aside | null>(null)
  const apply = async (deed: Aside) => {
    setRunning(deed)
    const refused: string[] = []
    const meant = eligible(chosen, deed)
    // One after the other: each is its own change, and one refusal stops none of the others.
    for (const { id, name } of meant)
      await (deed === 'pause' ? pausing : archiving)
        .mutateAsync({ params: { path: { strategy_id: id } } })
        .catch(() => refused.push(name))
    setRunning(null)
    none()
    const text = outcome(deed, meant.length - refused.length, refused)
    if (refused.length === 0) toast.success(text)
    else toast.error(text)
  }
  const isOff = running !== null
  const count = (deed: Aside) => eligible(chosen, deed).length
  return (
    <div
      role="group"
      aria-label="Chosen strategies"
      className="flex flex-wrap items-center gap-2 rounded-lg border border-border bg-card p-2"
    >
      <p role="status" className="px-1 text-sm">
        {chosen.length} chosen
      </p>
      <ActionButton
        size="sm"
        disabled={isOff || count('archive') === 0}
        onClick={() => void apply('archive')}
      >
        <Archive aria-hidden />
        {running === 'archive' ? 'Archiving …' : `Archive ${count('archive')}`}
      </ActionButton>
      <ActionButton
        size="sm"
        disabled={isOff || count('pause') === 0}
        onClick={() => void apply('pause')}
      >
        <CirclePause aria-hidden />
        {running === 'pause' ? 'Pausing …' : `Pause ${count('pause')}`}
      </ActionButton>
      <Button size="sm" variant="ghost" onClick={all}>
        Choose all shown
      </Button>
      <Button size="sm" variant="ghost" onClick={none}>
        Choose none
      </Button>
    </div>
  )
}
