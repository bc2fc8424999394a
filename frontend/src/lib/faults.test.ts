import { describe, expect, it } from 'vitest'

import { placed, sentence } from './faults'
import { ProblemError } from './problem'

const refusal = (...faults: [string, string][]) =>
  new ProblemError({
    status: 422,
    message: 'invalid input',
    faults: faults.map(([pointer, message]) => ({ pointer, message })),
  })

describe('the faults of a refusal', () => {
  it('stand beside their fields', () => {
    const problem = refusal(['/password', 'the password is short'], ['/email', 'is no address'])
    expect(placed(problem, ['email', 'password'])).toEqual({
      fields: [
        { name: 'password', message: 'The password is short.' },
        { name: 'email', message: 'Is no address.' },
      ],
      rest: null,
    })
  })

  it('of no field belong to the form', () => {
    expect(placed(refusal(['/other', 'is odd'], ['', 'as a whole']), ['email'])).toEqual({
      fields: [],
      rest: 'Is odd. As a whole.',
    })
  })

  it('find a field by a pointer into it', () => {
    expect(placed(refusal(['/preferences/a/b', 'is odd']), ['preferences']).fields).toHaveLength(1)
    expect(placed(refusal(['/preferencesX', 'is odd']), ['preferences']).fields).toHaveLength(0)
  })

  it('are the message itself where there are none', () => {
    expect(placed(refusal(), ['email'])).toEqual({ fields: [], rest: 'invalid input' })
  })
})

it('ends a sentence once', () => {
  expect(['is short', 'Is it?', 'So.', ''].map(sentence)).toEqual([
    'Is short.',
    'Is it?',
    'So.',
    '.',
  ])
})
