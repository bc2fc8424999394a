import { move, remove } from 'react-querybuilder'
import { describe, expect, it } from 'vitest'

import {
  addNode,
  cloneNode,
  inTree,
  moveNode,
  nodeAt,
  removeNode,
  replaceNode,
  setDirection,
  setLogic,
  setPart,
} from './edits'
import { begun, changed, redone, STEPS, undone } from './history'
import type { JsonObject } from './json'
import {
  blankCondition,
  documentOf,
  draftOf,
  isBranch,
  isRule,
  nodeJson,
  type Branch,
} from './model'

const sample: JsonObject = {
  name: 'Sample',
  entry_rules: [
    {
      name: 'In',
      signal: 'BUY',
      conditions: [
        { left: { price: 'close' }, operator: 'greater_than', right: 1 },
        {
          logic: 'OR',
          conditions: [
            { left: { price: 'open' }, operator: 'rising', right: 3 },
            { left: { price: 'low' }, operator: 'less_than', right: 2, within: 5 },
          ],
        },
      ],
    },
  ],
}

function bodyOf(value: JsonObject): Branch {
  const item = draftOf(value).entry?.[0]
  if (item === undefined || !isRule(item)) throw new Error('no rule')
  return item.body
}

describe('edits', () => {
  it('moves a condition into the next group and back', () => {
    const body = bodyOf(sample)
    const inside = moveNode([0], 'down')(body)
    expect(inside.rules).toHaveLength(1)
    const back = moveNode([0, 0], 'up')(inside)
    expect(nodeJson(back)).toEqual(nodeJson(body))
    expect(back.rules[0]?.id).toBe(body.rules[0]?.id)
  })

  it('moves and removes as react-querybuilder does, whose tree it is', () => {
    const body = addNode([], blankCondition())(bodyOf(sample))
    for (const path of [[], [0], [1], [2], [1, 0], [1, 1]]) {
      expect(moveNode(path, 'up')(body)).toEqual(move(body, path, 'up'))
      expect(moveNode(path, 'down')(body)).toEqual(move(body, path, 'down'))
      expect(removeNode(path)(body)).toEqual(remove(body, path))
    }
  })

  it('keeps ids and keys when one condition is replaced', () => {
    const body = bodyOf(sample)
    const leaf = nodeAt(body, [1, 1])
    if (leaf === null || isBranch(leaf)) throw new Error('no leaf')
    const after = replaceNode([1, 1], { ...leaf, operator: 'equal' })(body)
    expect(nodeAt(after, [1, 1])).toMatchObject({ id: leaf.id, operator: 'equal' })
    expect(after.rules[0]).toBe(body.rules[0])
    expect(nodeAt(after, [1, 1])).toMatchObject({ value: { within: 5 } })
  })

  it('adds, clones and removes', () => {
    const body = bodyOf(sample)
    const more = addNode([1], blankCondition())(body)
    const twice = cloneNode([1])(more)
    expect(twice.rules).toHaveLength(3)
    expect(twice.rules[2]?.id).not.toBe(twice.rules[1]?.id)
    expect(nodeJson(removeNode([1, 2])(removeNode([2])(twice)))).toEqual(nodeJson(body))
  })

  it('gathers what moves in beside the one part of a NOT', () => {
    const not = setLogic([1], 'NOT')(bodyOf(sample))
    const moved = moveNode([0], 'down')(not)
    const inside = moved.rules[0]
    if (inside === undefined || !isBranch(inside)) throw new Error('no group')
    expect(inside.combinator).toBe('NOT')
    expect(inside.rules).toHaveLength(1)
    const copy = cloneNode([0, 0])(moved)
    expect((copy.rules[0] as Branch).rules).toHaveLength(1)
  })

  it('gathers several parts under NOT and opens them again', () => {
    const body = bodyOf(sample)
    const not = setLogic([], 'NOT')(body)
    expect(not.rules).toHaveLength(1)
    const again = setLogic([], 'AND')(not)
    expect(nodeJson(again)).toEqual({ ...(nodeJson(body) as JsonObject), logic: 'AND' })
  })

  it('turns the rules when only the other side is allowed', () => {
    const short = documentOf(setDirection('short')(draftOf(sample)))
    expect(short).toMatchObject({ direction: 'short', entry_rules: [{ signal: 'SELL' }] })
    expect(documentOf(setDirection('long')(draftOf(short)))).toEqual(sample)
  })

  it('drops a section with its last key', () => {
    const set = setPart('risk_management', 'stop_loss_pct', 4)(draftOf(sample))
    expect(documentOf(set).risk_management).toEqual({ stop_loss_pct: 4 })
    const unset = setPart('risk_management', 'stop_loss_pct', undefined)(set)
    expect(documentOf(unset)).toEqual(sample)
  })

  it('touches the one rule it is about', () => {
    const draft = draftOf({ ...sample, exit_rules: ['saved-rule'] })
    const after = inTree('entry', 0, removeNode([0]))(draft)
    expect(after.exit).toBe(draft.exit)
  })
})

describe('history', () => {
  it('takes typing in one field as one step', () => {
    const first = changed(begun('a'), 'ab', 'name', 1_000)
    const second = changed(first, 'abc', 'name', 1_500)
    expect(undone(second).present).toBe('a')
    expect(redone(undone(second)).present).toBe('abc')
    const later = changed(second, 'abcd', 'name', 9_000)
    expect(undone(later).present).toBe('abc')
  })

  it('remembers a hundred steps and forgets the future after a change', () => {
    let history = begun(0)
    for (let step = 1; step <= STEPS + 50; step += 1) history = changed(history, step, null, step)
    for (let step = 0; step < STEPS; step += 1) history = undone(history)
    expect(history.present).toBe(50)
    expect(undone(history)).toBe(history)
    expect(changed(history, -1, null, 0).future).toEqual([])
  })
})
