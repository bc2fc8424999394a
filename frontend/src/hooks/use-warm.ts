import { useEffect } from 'react'

import { whenIdle } from '@/lib/idle'

/** Fetch in idle time what may be needed soon; `load` has to be the same function every time. */
export function useWarm(load: () => Promise<unknown>): void {
  useEffect(() => whenIdle(() => void load().catch(() => undefined)), [load])
}
