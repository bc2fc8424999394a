import { describe, expect, it } from 'vitest'

import { KNOWN } from './catalogue-sample'
import { itemJson, itemOf } from './model'
import { fits, isId, nameToKeep, referenceIn, referenceTo, toKeep, unpacked } from './saved-rules'
import { ruleText } from './words'

const ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6'
const RULE = {
  name: 'Sold off',
  key: 'mine',
  signal: 'BUY',
  conditions: [{ left: { indicator: 'RSI' }, operator: 'less_than', right: 30 }],
}

describe('a saved rule', () => {
  it('is referred to by its name where that can stand in a text, else by its id', () => {
    expect(referenceTo({ id: ID, name: 'sold_off' })).toBe('sold_off')
    expect(referenceTo({ id: ID, name: 'Sold off' })).toBe(ID)
    expect(referenceTo({ id: ID, name: ID.replace('3', '4') })).toBe(ID)
    expect([isId(ID), isId('sold_off')]).toEqual([true, false])
  })
  it('is found in a list in both forms', () => {
    expect(referenceIn(itemOf('sold_off'))).toBe('sold_off')
    expect(referenceIn(itemOf({ rule_id: ID }))).toBe(ID)
    expect([referenceIn(itemOf(RULE)), referenceIn(itemOf(5))]).toEqual([null, null])
  })
  it('is kept under a short name and without the key it has here', () => {
    expect(nameToKeep(itemOf(RULE))).toBe('sold_off')
    expect(nameToKeep(itemOf({ ...RULE, name: '30 % – Größe!' }))).toBe('rule_30_gr_e')
    expect(nameToKeep(itemOf('reference'))).toBe('rule_')
    const { key, ...kept } = RULE
    expect(toKeep(itemOf(RULE))).toEqual(kept)
    expect(key).toBe('mine')
  })
  it('stands on one side of the market', () => {
    expect(fits(RULE, 'entry', 'long')).toBe(true)
    expect(fits(RULE, 'exit', 'long')).toBe(false)
    expect(fits(RULE, 'exit', 'short')).toBe(true)
    expect(fits(RULE, 'exit', 'both')).toBe(true)
    expect(fits(null, 'entry', 'long')).toBe(false)
  })
  it('is said in words, and unpacked as a rule of the strategy itself', () => {
    expect(ruleText(RULE, KNOWN)).toBe('RSI(14) is below 30')
    const item = unpacked(RULE)
    expect(itemJson(item)).toEqual(RULE)
  })
})
