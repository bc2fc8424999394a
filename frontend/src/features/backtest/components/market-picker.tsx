'use client'

import type { ComponentProps } from 'react'

import { PickerButton } from '@/components/picker'
import { useOnDemand } from '@/hooks/use-on-demand'

const load = () => import('./market-choices').then((part) => part.MarketChoices)

interface Props extends Omit<ComponentProps<typeof PickerButton>, 'label'> {
  onPick: (symbol: string) => void
}

/** A market by its symbol: the button, and the search it opens. */
export function MarketPicker({ onPick, ...button }: Props) {
  const { Part, asking } = useOnDemand(load, 'dialog')
  const trigger = <PickerButton label="Market" {...asking} {...button} />
  return Part === null ? trigger : <Part onPick={onPick} trigger={trigger} />
}
