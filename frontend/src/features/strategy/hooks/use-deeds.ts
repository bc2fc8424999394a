'use client'

import { useRouter } from 'next/navigation'
import { toast } from '@/lib/toast'

import { newKey } from '@/lib/api-client'

import { useArchive, useClone, usePause, useRemove, useUnarchive } from '../api'
import type { Stored } from '../model'

function told(title: string) {
  return (error: unknown) =>
    toast.error(title, {
      description: error instanceof Error ? error.message : undefined,
      duration: Infinity,
    })
}

/** Return what can be done to a strategy, each with what it says when it is done. */
export function useDeeds({ id, name, status }: Stored, onDeleted: () => void) {
  const router = useRouter()
  const params = { path: { strategy_id: id } }
  const cloning = useClone()
  const archiving = useArchive()
  const unarchiving = useUnarchive()
  const pausing = usePause()
  const removing = useRemove(onDeleted)
  const unarchive = () =>
    unarchiving.mutate(
      { params },
      {
        onSuccess: () => toast.success(`“${name}” is back in the list.`),
        onError: told(`“${name}” could not be taken out of the archive.`),
      },
    )
  const pause = () =>
    pausing.mutate(
      { params },
      {
        onSuccess: () => toast.success(`“${name}” is paused and can be changed.`),
        onError: told(`“${name}” could not be paused.`),
      },
    )
  const archive = () =>
    archiving.mutate(
      { params },
      {
        onSuccess: () =>
          toast.success(`“${name}” is in the archive.`, {
            action: { label: 'Undo', onClick: unarchive },
          }),
        onError: told(`“${name}” could not be archived.`),
      },
    )
  const clone = () =>
    cloning.mutate(
      { params: { ...params, header: { 'Idempotency-Key': newKey() } } },
      {
        onSuccess: (copy) => {
          toast.success(`“${copy.name}” is a draft of its own.`)
          router.push(`/strategies/${copy.id}`)
        },
        onError: told(`“${name}” could not be cloned.`),
      },
    )
  const remove = () =>
    removing.mutate(
      { params },
      {
        onSuccess: () => toast.success(`“${name}” is deleted.`),
        onError: told(`“${name}” could not be deleted.`),
      },
    )
  const isBusy = [cloning, archiving, unarchiving, pausing, removing].some(
    ({ isPending }) => isPending,
  )
  return { clone, archive, unarchive, pause, remove, isBusy, isActive: status === 'active' }
}

export type Deeds = ReturnType<typeof useDeeds>
