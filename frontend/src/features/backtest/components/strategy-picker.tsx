'use client'

import type { ComponentProps } from 'react'

import { PickerButton } from '@/components/picker'
import { useOnDemand } from '@/hooks/use-on-demand'

import type { StrategyChoice } from './strategy-choices'

const load = () => import('./strategy-choices').then((part) => part.StrategyChoices)

type Props = StrategyChoice & Omit<ComponentProps<typeof PickerButton>, 'label'>

/** A strategy by its name: the button, and the search it opens. */
export function StrategyPicker({ all, withArchived, onPick, ...button }: Props) {
  const { Part, asking } = useOnDemand(load, 'dialog')
  const trigger = <PickerButton label="Strategy" {...asking} {...button} />
  if (Part === null) return trigger
  return <Part {...{ all, withArchived, onPick, trigger }} />
}
