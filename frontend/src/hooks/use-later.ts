import { useEffect, useEffectEvent, useState, type ComponentType } from 'react'

import { notLoaded } from '@/lib/not-loaded'

/**
 * The part that something opens, fetched the first time it is wanted; null until it is here.
 *
 * Where it cannot be fetched the user is told and `onFailed` takes the wish back, so that the next
 * press asks again. `load` has to be the same function every time.
 */
export function useLater<Given>(
  load: () => Promise<ComponentType<Given>>,
  isWanted: boolean,
  onFailed: () => void,
): { Part: ComponentType<Given> | null } {
  const [Part, setPart] = useState<ComponentType<Given> | null>(null)
  const failed = useEffectEvent(() => {
    notLoaded()
    onFailed()
  })
  useEffect(() => {
    if (!isWanted) return
    let isGone = false
    load().then(
      (part) => isGone || setPart(() => part),
      () => isGone || failed(),
    )
    return () => {
      isGone = true
    }
  }, [load, isWanted])
  return { Part }
}
