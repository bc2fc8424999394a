'use client'

import { usePathname } from 'next/navigation'
import { useEffect, useRef } from 'react'

/** After a change of page the next Tab leads into its content, not to where the old one was. */
export function RouteFocus() {
  const path = usePathname()
  const shown = useRef(path)
  useEffect(() => {
    if (shown.current === path) return
    shown.current = path
    const content = document.getElementById('content')
    // What the new page has put the focus on itself is a better place.
    if (content?.contains(document.activeElement)) return
    content?.focus({ preventScroll: true })
  }, [path])
  return null
}
