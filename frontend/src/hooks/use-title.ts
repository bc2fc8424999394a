'use client'

import { useLayoutEffect } from 'react'

/** Name the tab after what the page shows, once that is known. */
export function useTitle(title: string): void {
  // The route's own title may be streamed in later; leaving the page stops this before the next
  // page names itself.
  useLayoutEffect(() => {
    const wanted = `${title} · ApexTrade`
    const name = () => {
      if (document.title !== wanted) document.title = wanted
    }
    name()
    const observer = new MutationObserver(name)
    observer.observe(document.head, { childList: true, subtree: true, characterData: true })
    return () => observer.disconnect()
  }, [title])
}
