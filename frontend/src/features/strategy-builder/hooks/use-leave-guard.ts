'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'

import { leavingHref } from '@/lib/leaving'
import { onSessionEnd } from '@/lib/session'

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
