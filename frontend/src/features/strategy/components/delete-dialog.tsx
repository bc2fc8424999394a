'use client'

import { Confirm } from '@/components/ui/alert-dialog'

import type { Deeds } from '../hooks/use-deeds'

interface Props {
  name: string
  deeds: Deeds
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
}

/** Ask before a strategy goes for good; an active one has to be paused first, here with one click. */
export function DeleteDialog({ name, deeds, isOpen, onOpenChange }: Props) {
  const common = { isOpen, onOpenChange }
  if (deeds.isActive) {
    return (
      <Confirm {...common} title={`“${name}” is active`} confirm="Pause it" onConfirm={deeds.pause}>
        An active strategy can be neither changed nor deleted. Once it is paused it can.
      </Confirm>
    )
  }
  return (
    <Confirm
      {...common}
      title={`Delete “${name}”?`}
      confirm="Delete strategy"
      onConfirm={deeds.remove}
      isDangerous
    >
      The strategy and all its versions are removed for good. Its backtests stay, each with the
      rules it ran. To keep the versions as well, archive it instead.
    </Confirm>
  )
}
