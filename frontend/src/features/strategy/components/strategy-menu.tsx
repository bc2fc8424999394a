'use client'

import { MoreHorizontal } from 'lucide-react'

import { Button } from '@/components/ui/button'
import { useOnDemand } from '@/hooks/use-on-demand'

import type { StrategyMenuProps } from './strategy-actions'

const load = () => import('./strategy-actions').then((part) => part.StrategyActions)

/** Everything that can be done to one strategy. */
export function StrategyMenu(props: StrategyMenuProps) {
  const { Part, asking } = useOnDemand(load, 'menu')
  const button = (
    <Button
      size="icon"
      variant={props.isShort ? 'outline' : 'ghost'}
      aria-label={`More for ${props.strategy.name}`}
      {...asking}
    >
      <MoreHorizontal aria-hidden />
    </Button>
  )
  return Part === null ? button : <Part trigger={button} {...props} />
}
