'use client'

import { ChartSpline } from 'lucide-react'

import { Button } from '@/components/ui/button'
import { useOnDemand } from '@/hooks/use-on-demand'

import type { IndicatorProps } from './indicator-popover'

const load = () => import('./indicator-popover').then((part) => part.IndicatorPopover)

/** What is drawn over and under the price: chosen from the catalogue, each with its numbers. */
export function IndicatorMenu(props: IndicatorProps) {
  const { Part, asking } = useOnDemand(load, 'dialog')
  const { length } = props.calls
  const button = (
    <Button size="sm" {...asking}>
      <ChartSpline aria-hidden />
      Indicators{length > 0 ? ` (${length})` : ''}
    </Button>
  )
  return Part === null ? button : <Part trigger={button} {...props} />
}
