'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'

import { onSessionEnd } from '@/lib/session'

function leavingHref(event: MouseEvent): string | null {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return null
  const link = event.target instanceof Element ? event.target.closest('a[href]') : null
  if (!(link instanceof HTMLAnchorElement) || link.target === '_blank') return null
  const url = new URL(link.href)
  if (url.origin !== window.location.origin) return null
  if (url.pathname === window.location.pathname) return null
  return `${url.pathname}${url.search}${url.hash}`
}

/** Ask before unsaved changes are left; return where somebody wants to go, and the answer. */
export function useLeaveGuard(isDirty: boolean) {
  const router = useRouter()
  const [href, setHref] = useState<string | null>(null)
  useEffect(() => {
    if (!isDirty) return
    let isOver = false
    const stop = onSessionEnd(() => {
      // The way to the login and back is not leaving: the draft is kept.
      isOver = true
    })
    const unloading = (event: BeforeUnloadEvent) => {
      if (!isOver) event.preventDefault()
    }
    const clicked = (event: MouseEvent) => {
      const target = leavingHref(event)
      if (target === null) return
      event.preventDefault()
      event.stopPropagation()
      setHref(target)
    }
    window.addEventListener('beforeunload', unloading)
    window.document.addEventListener('click', clicked, true)
    return () => {
      stop()
      window.removeEventListener('beforeunload', unloading)
      window.document.removeEventListener('click', clicked, true)
    }
  }, [isDirty])
  return {
    isAsking: href !== null,
    stay: () => setHref(null),
    leave: () => {
      if (href !== null) router.push(href)
      setHref(null)
    },
  }
}
