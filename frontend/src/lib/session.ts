/**
 * The access token of this tab: in memory alone, fetched anew through the refresh cookie that no
 * script can read. However many requests or tabs need a new one, one refresh is made at a time.
 */

import { DEADLINE_MS, LOCK } from './early-refresh'

const EARLY_MS = 30_000

interface Held {
  token: string
  expiresAt: number
}

interface TokenAnswer {
  access_token: string
  expires_in: number
}

let held: Held | null = null
let refreshing: Promise<string | null> | null = null
const enders = new Set<() => void>()

/** Keep the token of a login that just succeeded. */
export function keepToken(answer: TokenAnswer): void {
  held = { token: answer.access_token, expiresAt: Date.now() + answer.expires_in * 1_000 }
}

/** Forget the token of this tab; the cookie is the server's to clear. */
export function forgetToken(): void {
  held = null
}

/** Return whose token this tab holds, or null. */
export function heldSubject(): string | null {
  return held === null ? null : subjectOf(held.token)
}

/** Return whom a token is about; read, not verified: only the server judges it. */
export function subjectOf(token: string): string | null {
  try {
    const body = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
    const { sub } = JSON.parse(atob(body)) as { sub?: unknown }
    return typeof sub === 'string' ? sub : null
  } catch {
    return null
  }
}

/** Call `ended` when the session turns out to be over; return how to stop that. */
export function onSessionEnd(ended: () => void): () => void {
  enders.add(ended)
  return () => enders.delete(ended)
}

/** Return a token that is good for some time yet, or null when nobody is logged in. */
export function accessToken(): Promise<string | null> {
  if (held !== null && held.expiresAt - EARLY_MS > Date.now()) return Promise.resolve(held.token)
  return renewedToken(held?.token ?? null)
}

/**
 * Return another token than `refused`, or null when the session is over.
 *
 * A refused connection is not the end of a session: it rejects, and the caller may try again.
 */
export function renewedToken(refused: string | null): Promise<string | null> {
  if (held !== null && held.token !== refused && held.expiresAt > Date.now())
    return Promise.resolve(held.token)
  refreshing ??= exclusively(refreshed).finally(() => {
    refreshing = null
  })
  return refreshing
}

/** Return the answer to what the document asked before its modules came; it is good once. */
function begunEarly(): Promise<Response> | undefined {
  if (typeof window === 'undefined') return undefined
  const begun = window.apexRefresh
  delete window.apexRefresh
  return begun
}

async function exclusively<T>(work: () => Promise<T>): Promise<T> {
  // Without locks (an insecure origin) the server's short reuse window covers a second tab.
  if (typeof navigator === 'undefined' || !('locks' in navigator)) return work()
  return (await navigator.locks.request(LOCK, work)) as T
}

async function refreshed(): Promise<string | null> {
  const answer = await (begunEarly() ??
    fetch('/api/v1/auth/refresh', {
      method: 'POST',
      credentials: 'same-origin',
      signal: AbortSignal.timeout(DEADLINE_MS),
    }))
  if (answer.status === 401 || answer.status === 403) {
    const wasHeld = held !== null
    held = null
    if (wasHeld) enders.forEach((ended) => ended())
    return null
  }
  if (!answer.ok) throw new Error(`refresh answered ${answer.status}`)
  keepToken((await answer.json()) as TokenAnswer)
  return held?.token ?? null
}
