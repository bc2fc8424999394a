'use client'

import { useEffect, useState, type ComponentType } from 'react'

import { useWarm } from '@/hooks/use-warm'
import { onFirstToast } from '@/lib/toast'

const load = () => import('./sonner').then((part) => part.Sonner)

/** Where toasts appear; their library comes in idle time and is used from the first toast on. */
export function Toaster() {
  const [Part, setPart] = useState<ComponentType | null>(null)
  useWarm(load)
  useEffect(
    () =>
      onFirstToast(
        () =>
          void load().then(
            (part) => setPart(() => part),
            () => undefined,
          ),
      ),
    [],
  )
  return Part === null ? null : <Part />
}
