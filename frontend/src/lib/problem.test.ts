import { describe, expect, it } from 'vitest'

import { problemOf, unreachable } from './problem'

const answer = (status: number, headers: Record<string, string> = {}) =>
  new Response(null, { status, headers })

describe('a refusal', () => {
  it('says what the API said, with the fields it named', () => {
    const body = {
      detail: '/timeframe: 7m is not a timeframe',
      code: 2002,
      trace_id: 'abc',
      errors: [{ pointer: '/timeframe', message: '7m is not a timeframe' }, null, { pointer: 1 }],
    }
    const problem = problemOf(answer(422), body)
    expect(problem).toMatchObject({ status: 422, code: 2002, requestId: 'abc' })
    expect(problem.message).toBe(body.detail)
    expect(problem.faults).toEqual([{ pointer: '/timeframe', message: '7m is not a timeframe' }])
    expect(problem.isTemporary).toBe(false)
  })

  it.each([null, 'text', [], 7])('has words of its own for a body like %s', (body) => {
    expect(problemOf(answer(503), body).message).toMatch(/not ready/)
    expect(problemOf(answer(418), body).message).toMatch(/Something went wrong/)
  })

  it('knows when to come back', () => {
    expect(problemOf(answer(429, { 'retry-after': '7' }), {}).retryAfter).toBe(7)
    expect(problemOf(answer(429, { 'retry-after': 'soon' }), {}).retryAfter).toBeNull()
  })

  it('is temporary when the server is out of reach', () => {
    expect(unreachable().isTemporary).toBe(true)
  })
})
