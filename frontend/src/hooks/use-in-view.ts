'use client'

import { startTransition, useEffect, useRef, useState } from 'react'

const watched = new Map<Element, (isNear: boolean) => void>()
let observer: IntersectionObserver | null = null

/** One observer for the page: what comes into view together is drawn together. */
function watch(element: Element, told: (isNear: boolean) => void): () => void {
  observer ??= new IntersectionObserver(
    (entries) =>
      startTransition(() =>
        entries.forEach(({ target, isIntersecting }) => watched.get(target)?.(isIntersecting)),
      ),
    { rootMargin: '200px' },
  )
  watched.set(element, told)
  observer.observe(element)
  return () => {
    watched.delete(element)
    observer?.unobserve(element)
  }
}

/**
 * Return a ref and whether its element is near the visible part of the page; `once` keeps the
 * first yes, for what is fetched and then stays.
 */
export function useInView<T extends HTMLElement>(once = true) {
  const ref = useRef<T>(null)
  const [isSeen, setIsSeen] = useState(false)
  useEffect(() => {
    if (ref.current === null) return
    const leave = watch(ref.current, (isNear) => {
      if (once && !isNear) return
      setIsSeen(isNear)
      if (once) leave()
    })
    return leave
  }, [once])
  return [ref, isSeen] as const
}
