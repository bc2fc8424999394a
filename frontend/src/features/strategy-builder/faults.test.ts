import { describe, expect, it } from 'vitest'
import { lineDiff } from './diff'
import { faultAt, faultsUnder, ownFaults, placeOf, pointerOf, sectionOf, sentence } from './faults'
import { jsonText } from './json-text'
import { draftKey, dropDraft, keepDraft, readDraft } from './local-draft'
import { draftOf, holds, isBranch, isRule } from './model'

describe('faults', () => {
  const faults = [
    { pointer: '/entry_rules/0/conditions/1/right', message: 'is missing from a condition' },
    { pointer: '/entry_rules/0/conditions/10/right', message: 'must be a number, not "abc"' },
    { pointer: '/entry_rules/0/name', message: 'must not be empty' },
    { pointer: '/risk_management/stop_loss_pct', message: 'stop_loss_pct is above 0' },
    { pointer: '', message: 'line 1: expected a name' },
  ]

  it('finds the row of a pointer', () => {
    const row = pointerOf('entry', 0, [1])
    expect(row).toBe('/entry_rules/0/conditions/1')
    expect(faultsUnder(faults, row)).toEqual([faults[0]])
    expect(ownFaults(faults, '/entry_rules/0')).toEqual([faults[2]])
    expect(faultAt(faults, '/entry_rules/0/name')).toBe('The name must not be empty.')
    expect(faultAt(faults, '/symbol')).toBeNull()
  })

  it('finds the part of the page that a pointer means', () => {
    const condition = { left: { price: 'close' }, operator: 'greater_than', right: 1 }
    const group = { logic: 'OR', conditions: [condition, condition] }
    const draft = draftOf({
      entry_rules: [{ name: 'a', signal: 'BUY', conditions: [condition, group] }, 'kept'],
    })
    const at = (pointer: string) => placeOf(draft, { pointer, message: 'is wrong' })
    const [rule, kept] = draft.entry ?? []
    if (rule === undefined || !isRule(rule)) throw new Error('no rule')
    const inner = rule.body.rules[1]
    if (inner === undefined || !isBranch(inner)) throw new Error('no group')
    expect(at('/entry_rules/0/conditions/1/conditions/1/right')).toBe(inner.rules[1]?.id)
    expect(at('/entry_rules/0/conditions/1/conditions/7')).toBe(inner.id)
    expect(at('/entry_rules/0/conditions/0')).toBe(rule.body.rules[0]?.id)
    expect(at('/entry_rules/0/name')).toBe(rule.body.id)
    expect(at('/entry_rules/1')).toBe(kept?.id)
    expect(at('/entry_rules/9')).toBe('entry')
    expect(at('/exit_rules')).toBe('exit')
    expect(at('/size/value')).toBe('risk')
    expect(at('/name')).toBe('basics')
    expect(at('')).toBe('review')
    expect(holds(rule.body, inner.rules[1]?.id ?? '')).toBe(true)
    expect(holds(inner, rule.body.id)).toBe(false)
  })

  it('says them in sentences', () => {
    expect(faults.map(sentence)).toEqual([
      'Give a number or another value here.',
      '"abc" is not a number.',
      'The name must not be empty.',
      'Stop loss is above 0.',
      'Line 1: expected a name.',
    ])
  })

  it('knows the section of each', () => {
    expect(faults.map(sectionOf)).toEqual(['entry', 'entry', 'entry', 'risk', 'review'])
    expect(sectionOf({ pointer: '/symbol', message: '' })).toBe('basics')
    expect(sectionOf({ pointer: '/exit_rules/0', message: '' })).toBe('exit')
  })
})

describe('drafts in the browser', () => {
  it('come back as they were kept, by person and strategy', () => {
    const key = draftKey('u1', 'new')
    const draft = { document: { name: 'a' }, version: 3, at: 5 }
    expect(keepDraft(key, draft)).toBe(true)
    expect(readDraft(key)).toEqual(draft)
    expect(readDraft(draftKey('u2', 'new'))).toBeNull()
    dropDraft(key)
    expect(readDraft(key)).toBeNull()
  })

  it('are nothing when they cannot be read', () => {
    window.localStorage.setItem('broken', '{"document": 5')
    expect(readDraft('broken')).toBeNull()
    window.localStorage.setItem('broken', '{"document": 5, "at": 1}')
    expect(readDraft('broken')).toBeNull()
  })
})

describe('comparison and JSON', () => {
  it('shows both sides of a changed line', () => {
    expect(lineDiff('a\nb\nc\n', 'a\nx\nc\nd')).toEqual([
      { kind: 'same', text: 'a' },
      { kind: 'theirs', text: 'b' },
      { kind: 'mine', text: 'x' },
      { kind: 'same', text: 'c' },
      { kind: 'mine', text: 'd' },
    ])
  })

  it('writes the document in reading order, unknown keys too', () => {
    const text = jsonText({ size: {}, odd: 1, entry_rules: [], name: 'a' })
    expect(Object.keys(JSON.parse(text) as object)).toEqual(['name', 'odd', 'entry_rules', 'size'])
  })
})
