'use client'

import { useEffect } from 'react'

/** Name the tab after what the page shows, once that is known. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ApexTrade`
  }, [title])
}
