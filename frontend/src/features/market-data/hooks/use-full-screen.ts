'use client'

import { useEffect, useRef, useState, type RefObject } from 'react'

/** Shut off everything beside `part`, up to the page; messages stay heard. Return the way back. */
function alone(part: HTMLElement): () => void {
  const shut: HTMLElement[] = []
  let at: HTMLElement | null = part
  while (at !== null && at !== document.body) {
    for (const beside of at.parentElement?.children ?? [])
      if (beside !== at && beside instanceof HTMLElement && !beside.matches('[aria-live]'))
        shut.push(beside)
    at = at.parentElement
  }
  const closed = shut.filter((each) => !each.inert)
  closed.forEach((each) => (each.inert = true))
  return () => closed.forEach((each) => (each.inert = false))
}

/** Whether a part takes the whole screen, and how it does and stops. */
export function useFullScreen(): {
  part: RefObject<HTMLElement | null>
  isFull: boolean
  toggle: () => void
} {
  const part = useRef<HTMLElement>(null)
  const [isFull, setIsFull] = useState(false)
  useEffect(() => {
    if (!isFull || part.current === null) return
    const back = alone(part.current)
    const left = () => {
      if (document.fullscreenElement === null) setIsFull(false)
    }
    const pressed = (event: KeyboardEvent) => {
      // What opened over it takes the key first.
      if (event.key === 'Escape' && !event.defaultPrevented) setIsFull(false)
    }
    document.addEventListener('fullscreenchange', left)
    document.addEventListener('keydown', pressed)
    // The page, not the part: menus open beside the part. Where it is refused the window is filled.
    document.documentElement.requestFullscreen?.().catch(() => undefined)
    return () => {
      back()
      document.removeEventListener('fullscreenchange', left)
      document.removeEventListener('keydown', pressed)
      if (document.fullscreenElement !== null) document.exitFullscreen().catch(() => undefined)
    }
  }, [isFull])
  return { part, isFull, toggle: () => setIsFull((before) => !before) }
}
