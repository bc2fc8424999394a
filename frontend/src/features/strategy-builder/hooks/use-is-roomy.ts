'use client'

import { useMedia } from '@/hooks/use-media'

/** Return whether there is room to edit a part where it stands. */
export function useIsRoomy(): boolean {
  return useMedia('(min-width: 40rem)')
}
