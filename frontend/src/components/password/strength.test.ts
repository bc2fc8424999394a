import { describe, expect, it } from 'vitest'

import { rulesOf, strengthOf } from './strength'

const unmet = (password: string, email?: string) =>
  rulesOf(password, email).flatMap(({ text, isMet }) => (isMet ? [] : [text]))

describe('the rules of a password', () => {
  it.each([
    ['kX9vQ2mT7pL', ['12 characters or more']],
    ['kX9vQ2mT7pL4', []],
    ['aaaabbbbaaaabbbb', ['5 different characters or more']],
    ['my Apex-Trade pass', ['Not the name of this product, and not your address']],
  ])('judge %s', (password, missing) => {
    expect(unmet(password)).toEqual(missing)
  })

  it('refuse the own address, but not a short one that is in every word', () => {
    expect(unmet('Lovelace in 1815', 'lovelace@example.com')).toHaveLength(1)
    expect(unmet('Lovelace in 1815', 'in@example.com')).toEqual([])
  })

  it('count characters as people do', () => {
    expect(unmet('😀😁😂🤣😃😄')).toContain('12 characters or more')
  })
})

describe('the strength of a password', () => {
  it.each([
    ['', '', 0],
    ['short', 'Too weak', 1],
    ['lemonslemons', 'Acceptable', 2],
    ['kX9vQ2mT7pL4', 'Good', 3],
    ['three lemons, one troubadour', 'Strong', 4],
    ['blue heron fly', 'Good', 3],
  ])('of "%s" is "%s"', (password, word, score) => {
    expect(strengthOf(password)).toEqual({ score, word })
  })
})
