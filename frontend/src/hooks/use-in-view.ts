'use client'

import { useEffect, useRef, useState } from 'react'

/**
 * Return a ref and whether its element is near the visible part of the page; `once` keeps the
 * first yes, for what is fetched and then stays.
 */
export function useInView<T extends HTMLElement>(once = true) {
  const ref = useRef<T>(null)
  const [isSeen, setIsSeen] = useState(false)
  useEffect(() => {
    if (ref.current === null) return
    const observer = new IntersectionObserver(
      (entries) => {
        const isNear = entries.at(-1)?.isIntersecting ?? false
        if (once && !isNear) return
        setIsSeen(isNear)
        if (once) observer.disconnect()
      },
      { rootMargin: '200px' },
    )
    observer.observe(ref.current)
    return () => observer.disconnect()
  }, [once])
  return [ref, isSeen] as const
}
