import { api } from '@/lib/api-client'
import { ProblemError } from '@/lib/problem'
import { forgetToken, keepToken, subjectOf } from '@/lib/session'
import { tellTabs } from '@/lib/session-news'

const GUARD_SILENT = 'The server that shows the pages could not check the login. Try again.'

// Needed to come and to go alone, so it is fetched then.
const pageGuard = () => import('next-auth/react')

/**
 * Log in with the API, then tell the page guard who that is.
 *
 * Raises: ProblemError when the API refuses.
 */
export async function logIn(email: string, password: string): Promise<void> {
  const guard = pageGuard().catch(() => null)
  const { data } = await api.POST('/api/v1/auth/login', { body: { email, password } })
  if (data === undefined) throw new Error('login without an answer')
  keepToken(data)
  const known = await (
    await guard
  )?.signIn('credentials', { accessToken: data.access_token, redirect: false })
  if (known === undefined || known.error)
    throw new ProblemError({ status: 503, message: GUARD_SILENT })
  tellTabs({ kind: 'entered', subject: subjectOf(data.access_token) })
}

// Until the login is shown: what the page still asks is refused, and is no news.
let isLeaving = false

/** End the session of this device everywhere it is known, whatever the network says. */
export async function logOut(target = '/login'): Promise<void> {
  if (isLeaving) return
  isLeaving = true
  await api.POST('/api/v1/auth/logout').catch(() => undefined)
  await forgotten(target)
}

/** Forget the session in this browser, in all of its tabs, and show the login. */
export async function endHere(target: string): Promise<void> {
  if (isLeaving) return
  isLeaving = true
  await forgotten(target)
}

async function forgotten(target: string): Promise<void> {
  forgetToken()
  await pageGuard()
    .then(({ signOut }) => signOut({ redirect: false }))
    .catch(() => undefined)
  tellTabs({ kind: 'ended' })
  window.location.assign(target)
}

/** Show the login in this tab: another one has ended the session. */
export function leave(target: string): void {
  if (isLeaving) return
  isLeaving = true
  forgetToken()
  window.location.assign(target)
}

/** Return a path of this site that may follow a login: never another site's address. */
export function safeNext(next: string | null | undefined): string {
  if (!next || !next.startsWith('/') || /^\/[/\\]/.test(next) || /[\x00-\x1f\\]/.test(next))
    return '/'
  return next
}
