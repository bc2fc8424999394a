import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { apiFetch } from './api-client'
import { forgetToken, keepToken } from './session'

type Answer = (request: Request) => Promise<Response>

let answers: Answer[]

beforeEach(() => {
  keepToken({ access_token: 'held', expires_in: 900 })
  vi.stubGlobal('fetch', (request: Request) => {
    const next = answers.shift()
    return next ? next(request) : Promise.reject(new TypeError('no network'))
  })
})
afterEach(() => {
  forgetToken()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const never: Answer = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))))

it('gives up at the deadline and says that it took too long', async () => {
  const deadline = new AbortController()
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(deadline.signal)
  const sent = new Promise<void>((resolve) => {
    answers = [
      (request) => {
        resolve()
        return never(request)
      },
    ]
  })
  const asked = apiFetch(new Request('http://localhost/api/v1/auth/me'))
  await sent
  deadline.abort()
  await expect(asked).rejects.toMatchObject({ status: 0, isLate: true })
  expect(timeout).toHaveBeenCalledWith(10_000)
})

it('does not wait longer for a token than for an answer', async () => {
  const deadline = new AbortController()
  vi.spyOn(AbortSignal, 'timeout').mockReturnValue(deadline.signal)
  forgetToken()
  answers = [() => new Promise(() => undefined)]
  const asked = apiFetch(new Request('http://localhost/api/v1/auth/me'))
  await Promise.resolve()
  deadline.abort()
  await expect(asked).rejects.toMatchObject({ isLate: true })
})

it('tells a server out of reach from one that is slow', async () => {
  answers = []
  await expect(apiFetch(new Request('http://localhost/api/v1/auth/me'))).rejects.toMatchObject({
    status: 0,
    isLate: false,
  })
})
