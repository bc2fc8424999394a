'use client'

import { useEffect } from 'react'

import { endHere, leave } from '@/lib/login'
import { accessToken, heldSubject, onSessionEnd } from '@/lib/session'
import { onTabNews } from '@/lib/session-news'
import { useLive } from '@/stores/live'

function loginHref(): string {
  const { pathname, search } = window.location
  return `/login?ended=1&next=${encodeURIComponent(`${pathname}${search}`)}`
}

/** When the session is over: back to the login, and after it to the same page. */
export function SessionGuard() {
  const state = useLive((live) => live.state)
  useEffect(() => onSessionEnd(() => void endHere(loginHref())), [])
  useEffect(
    () =>
      onTabNews((news) => {
        if (news.kind === 'ended') return leave(loginHref())
        // Somebody else logged in: what is on this page is not theirs to see.
        const mine = heldSubject()
        if (mine !== null && news.subject !== mine) leave('/')
      }),
    [],
  )
  useEffect(() => {
    // The page guard knows a name, the API a session: one without the other is no login.
    const checked = async () => {
      if ((await accessToken()) === null) await endHere(loginHref())
    }
    checked().catch(() => undefined)
  }, [state])
  return null
}
