import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import {
  accessToken,
  forgetToken,
  heldSubject,
  keepToken,
  onSessionEnd,
  renewedToken,
  subjectOf,
} from './session'

const answers: Response[] = []
let asked = 0

beforeEach(() => {
  asked = 0
  answers.length = 0
  vi.stubGlobal('fetch', () => {
    asked += 1
    const next = answers.shift()
    return next ? Promise.resolve(next) : Promise.reject(new TypeError('no network'))
  })
})

afterEach(() => {
  forgetToken()
  vi.unstubAllGlobals()
})

const fresh = (token: string) => Response.json({ access_token: token, expires_in: 900 })

describe('the access token', () => {
  it('is the one of the login while it lasts', async () => {
    keepToken({ access_token: 'first', expires_in: 900 })
    expect(await accessToken()).toBe('first')
    expect(asked).toBe(0)
  })

  it('is the one that the document asked for, once', async () => {
    window.apexRefresh = Promise.resolve(fresh('early'))
    expect(await accessToken()).toBe('early')
    expect(asked).toBe(0)
    answers.push(fresh('later'))
    expect(await renewedToken('early')).toBe('later')
    expect(asked).toBe(1)
  })

  it('is asked for again where the document got no answer', async () => {
    window.apexRefresh = Promise.reject(new TypeError('no network'))
    await expect(accessToken()).rejects.toThrow('no network')
    answers.push(fresh('second'))
    expect(await accessToken()).toBe('second')
  })

  it('is renewed once, however many ask', async () => {
    answers.push(fresh('second'))
    const all = await Promise.all([accessToken(), accessToken(), renewedToken('first')])
    expect(all).toEqual(['second', 'second', 'second'])
    expect(asked).toBe(1)
  })

  it('is renewed before it ends', async () => {
    keepToken({ access_token: 'short', expires_in: 10 })
    answers.push(fresh('long'))
    expect(await accessToken()).toBe('long')
  })

  it('is not asked for again when another request has already renewed it', async () => {
    keepToken({ access_token: 'new', expires_in: 900 })
    expect(await renewedToken('old')).toBe('new')
    expect(asked).toBe(0)
  })

  it('is gone when the session is over, and who asked is told', async () => {
    keepToken({ access_token: 'first', expires_in: 900 })
    const ended = vi.fn()
    const stop = onSessionEnd(ended)
    answers.push(new Response(null, { status: 401 }))
    expect(await renewedToken('first')).toBeNull()
    expect(ended).toHaveBeenCalledOnce()
    stop()
  })

  it('survives a server that is out of reach', async () => {
    const ended = vi.fn()
    const stop = onSessionEnd(ended)
    await expect(accessToken()).rejects.toThrow('no network')
    answers.push(new Response(null, { status: 503 }))
    await expect(accessToken()).rejects.toThrow('503')
    answers.push(fresh('back'))
    expect(await accessToken()).toBe('back')
    expect(ended).not.toHaveBeenCalled()
    stop()
  })
})

describe('whose token it is', () => {
  const token = `head.${btoa(JSON.stringify({ sub: 'ada' }))}.stamp`

  it('is read from the token', () => {
    expect(subjectOf(token)).toBe('ada')
    expect(heldSubject()).toBeNull()
    keepToken({ access_token: token, expires_in: 900 })
    expect(heldSubject()).toBe('ada')
  })

  it.each(['', 'no token', 'a.b.c', `a.${btoa('{"sub":7}')}.c`])('is nobody for "%s"', (odd) => {
    expect(subjectOf(odd)).toBeNull()
  })
})
