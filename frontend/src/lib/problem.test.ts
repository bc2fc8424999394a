import { describe, expect, it } from 'vitest'

import { late, problemOf, unreachable } from './problem'

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
    expect(problem.isBlip).toBe(false)
  })

  it.each([null, 'text', [], 7])('has words of its own for a body like %s', (body) => {
    expect(problemOf(answer(503), body).message).toMatch(/not ready/)
    expect(problemOf(answer(418), body).message).toMatch(/Something went wrong/)
  })

  it('knows when to come back', () => {
    expect(problemOf(answer(429, { 'retry-after': '7' }), {}).retryAfter).toBe(7)
    expect(problemOf(answer(429, { 'retry-after': 'soon' }), {}).retryAfter).toBeNull()
  })

  it('is worth another call when the server failed or was out of reach for a moment', () => {
    expect(unreachable().isBlip).toBe(true)
    expect(problemOf(answer(503), null).isBlip).toBe(true)
  })

  it('is not when somebody has waited long already, or was told to wait', () => {
    expect(late().isBlip).toBe(false)
    expect(problemOf(answer(429, { 'retry-after': '7' }), {}).isBlip).toBe(false)
  })
})
