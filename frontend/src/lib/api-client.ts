import createFetchClient, { type Middleware } from 'openapi-fetch'
import createQueryClient from 'openapi-react-query'

import { problemOf, unreachable } from '@/lib/problem'
import { accessToken, renewedToken } from '@/lib/session'
import type { paths } from '@/types/api.gen'

const DEADLINE_MS = 10_000

/** Endpoints that are asked before anybody is logged in: no token, and a 401 is their answer. */
const OPEN = /\/api\/v1\/auth\/(login|registration|register|verify|resend|forgot|reset|refresh)$/

/**
 * Ask the API: with the token, a deadline, and once more with a new token after a 401.
 *
 * Raises: ProblemError for every refusal and for no answer at all.
 */
export async function apiFetch(input: Request): Promise<Response> {
  const again = input.clone()
  const isOpen = OPEN.test(new URL(input.url).pathname)
  const token = isOpen ? null : await quietly(accessToken)
  let answer = await sent(input, token)
  if (answer.status === 401 && !isOpen) {
    const fresh = await quietly(() => renewedToken(token))
    if (fresh !== null) answer = await sent(again, fresh)
  }
  return answer
}

async function quietly(work: () => Promise<string | null>): Promise<string | null> {
  try {
    return await work()
  } catch {
    throw unreachable()
  }
}

async function sent(request: Request, token: string | null): Promise<Response> {
  const headers = new Headers(request.headers)
  if (token !== null) headers.set('authorization', `Bearer ${token}`)
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(deadlineOf(request))])
  try {
    return await globalThis.fetch(new Request(request, { headers, signal }))
  } catch (error) {
    if (request.signal.aborted) throw error
    throw unreachable()
  }
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

export const api = createFetchClient<paths>({ baseUrl: '/', fetch: apiFetch })
api.use(refusals)

/** Query and mutation hooks over the same client, typed by the API's own description. */
export const $api = createQueryClient(api)

/** Return an idempotency key: a repeated creation finds what the first one made. */
export function newKey(): string {
  return crypto.randomUUID()
}

/** Fetch a file as the logged-in user and hand it to the browser to save. */
export async function download(path: string, fallbackName: string): Promise<void> {
  const answer = await apiFetch(new Request(new URL(path, window.location.origin)))
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
