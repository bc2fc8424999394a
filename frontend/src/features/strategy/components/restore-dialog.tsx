'use client'

import { toast } from '@/lib/toast'

import { Confirm } from '@/components/ui/alert-dialog'

import type { useRestore } from '../api'
import type { Strategy } from '../model'

interface Props {
  strategy: Strategy
  number: number | null
  restoring: ReturnType<typeof useRestore>
  onClose: () => void
}

/** Ask before an earlier version is stored again as the newest. */
export function RestoreDialog({ strategy, number, restoring, onClose }: Props) {
  const restore = () => {
    if (number === null) return
    restoring.mutate(
      { params: { path: { strategy_id: strategy.id, number } } },
      {
        onSuccess: ({ version }) =>
          toast.success(
            version === strategy.version
              ? `Version ${number} says the same as version ${version}: nothing was stored.`
              : `Version ${number} is back, as version ${version}.`,
          ),
      },
    )
  }
  return (
    <Confirm
      isOpen={number !== null}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose()
      }}
      title={`Restore version ${number ?? ''} of “${strategy.name}”?`}
      confirm={`Restore version ${number ?? ''}`}
      onConfirm={restore}
    >
      It is stored again as version {strategy.version + 1}. Nothing is lost: version{' '}
      {strategy.version} stays in this list.
    </Confirm>
  )
}
