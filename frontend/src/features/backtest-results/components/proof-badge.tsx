'use client'

import { ShieldAlert, ShieldCheck } from 'lucide-react'

import { Button } from '@/components/ui/button'
import { useOnDemand } from '@/hooks/use-on-demand'

import { useRun } from '../hooks/use-run'

const load = () => import('./proof-popover').then((part) => part.ProofPopover)

/** Whether the run is proven to know nothing of its future, and what that means. */
export function ProofBadge() {
  const { proof, parity } = useRun().result
  const { Part, asking } = useOnDemand(load, 'dialog')
  const isProven = proof?.passed === true && parity?.agrees !== false
  const Icon = isProven ? ShieldCheck : ShieldAlert
  const button = (
    <Button size="sm" className={isProven ? 'text-gain' : 'text-destructive'} {...asking}>
      <Icon aria-hidden />
      {isProven ? 'No look-ahead: proven' : 'Look-ahead: not proven'}
    </Button>
  )
  return Part === null ? button : <Part trigger={button} />
}
