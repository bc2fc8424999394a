import createFetchClient, { type Middleware } from 'openapi-fetch'
import createQueryClient from 'openapi-react-query'

import { late, problemOf, unreachable } from '@/lib/problem'
import { accessToken, renewedToken } from '@/lib/session'
import type { paths } from '@/types/api.gen'

const DEADLINE_MS = 10_000
/** A file is as slow as the person's connection. */
const DOWNLOAD_MS = 5 * 60_000

/** Endpoints that are asked before anybody is logged in: no token, and a 401 is their answer. */
const OPEN = /\/api\/v1\/auth\/(login|registration|register|verify|resend|forgot|reset|refresh)$/

/**
 * Ask the API: with the token, a deadline for all of it, and once more with a new token after a 401.
 *
 * Raises: ProblemError for every refusal and for no answer at all.
 */
export async function apiFetch(input: Request, deadlineMs = deadlineOf(input)): Promise<Response> {
  const deadline = AbortSignal.timeout(deadlineMs)
  const again = input.clone()
  const isOpen = OPEN.test(new URL(input.url).pathname)
  try {
    const token = isOpen ? null : await inTime(accessToken(), deadline)
    const answer = await sent(input, token, deadline)
    if (answer.status !== 401 || isOpen) return answer
    const fresh = await inTime(renewedToken(token), deadline)
    return fresh === null ? answer : await sent(again, fresh, deadline)
  } catch (error) {
    if (input.signal.aborted) throw error
    throw deadline.aborted ? late() : unreachable()
  }
}

async function inTime<T>(work: Promise<T>, deadline: AbortSignal): Promise<T> {
  const over = new Promise<never>((_, reject) => {
    const end = () => reject(new Error('too late'))
    if (deadline.aborted) end()
    else deadline.addEventListener('abort', end, { once: true })
  })
  return Promise.race([work, over])
}

async function sent(request: Request, token: string | null, deadline: AbortSignal) {
  const headers = new Headers(request.headers)
  if (token !== null) headers.set('authorization', `Bearer ${token}`)
  const signal = AbortSignal.any([request.signal, deadline])
  return globalThis.fetch(new Request(request, { headers, signal }))
}

function deadlineOf(request: Request): number {
  // An import is as slow as the person's connection.
  return request.headers.get('content-type')?.startsWith('multipart/') ? 15 * 60_000 : DEADLINE_MS
}

const refusals: Middleware = {
  async onResponse({ response }) {
    if (response.ok) return undefined
    const body: unknown = await response
      .clone()
      .json()
      .catch(() => null)
    throw problemOf(response, body)
  },
}

export const api = createFetchClient<paths>({ baseUrl: '/', fetch: (request) => apiFetch(request) })
api.use(refusals)

/** Query and mutation hooks over the same client, typed by the API's own description. */
export const $api = createQueryClient(api)

/** Return an idempotency key: a repeated creation finds what the first one made. */
export function newKey(): string {
  return crypto.randomUUID()
}

/** Fetch a file as the logged-in user and hand it to the browser to save. */
export async function download(path: string, fallbackName: string): Promise<void> {
  const answer = await apiFetch(new Request(new URL(path, window.location.origin)), DOWNLOAD_MS)
  if (!answer.ok) throw problemOf(answer, await answer.json().catch(() => null))
  const disposition = answer.headers.get('content-disposition') ?? ''
  const name = /filename="([^"]+)"/.exec(disposition)?.[1] ?? fallbackName
  const url = URL.createObjectURL(await answer.blob())
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The click has begun the download; browsers keep what they are reading.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
