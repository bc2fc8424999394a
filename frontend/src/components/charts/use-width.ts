'use client'

import { startTransition, useEffect, useRef, useState } from 'react'

/** Return a ref and the width of its element in whole pixels, 0 before it is known. */
export function useWidth<T extends HTMLElement>() {
  const ref = useRef<T>(null)
  const [width, setWidth] = useState(0)
  useEffect(() => {
    if (ref.current === null) return
    const observer = new ResizeObserver(([entry]) =>
      // What is drawn to fit is drawn in slices.
      startTransition(() => setWidth(Math.floor(entry?.contentRect.width ?? 0))),
    )
    observer.observe(ref.current)
    return () => observer.disconnect()
  }, [])
  return [ref, width] as const
}
