import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { addNode, cloneItem, cloneNode, inTree, removeItem, removeNode } from './edits'
import { isSame, type Json, type JsonObject } from './json'
import {
  blankCondition,
  blankDocument,
  blankGroup,
  blankRule,
  copied,
  documentOf,
  draftOf,
  isBranch,
  nodeJson,
  nodeOf,
} from './model'
import { ARITHMETIC, PRICES, TIMEFRAMES } from './operands'
import { OPERATORS, withOperator } from './operators'

/** From other bars: of another timeframe, some bars back, or both. */
const elsewhere = { timeframe: fc.constantFrom(...TIMEFRAMES), offset: fc.nat(5) }

const operand = fc.letrec<{ operand: Json }>((tie) => ({
  operand: fc.oneof(
    { maxDepth: 3 },
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.record({ price: fc.constantFrom(...PRICES), ...elsewhere }, { requiredKeys: ['price'] }),
    fc.record(
      {
        op: fc.constantFrom(...ARITHMETIC.map(({ name }) => name)),
        args: fc.array(tie('operand'), { maxLength: 3 }),
        ...elsewhere,
      },
      { requiredKeys: ['op', 'args'] },
    ),
    fc.record(
      {
        indicator: fc.constantFrom('RSI', 'BBANDS', 'NEW'),
        params: fc.dictionary(fc.constantFrom('period', 'fast'), fc.nat(99)),
        output: fc.constantFrom('upper', 'lower'),
        source: tie('operand'),
        ...elsewhere,
      },
      { requiredKeys: ['indicator'] },
    ),
  ) as fc.Arbitrary<Json>,
})).operand

const condition = fc.record(
  {
    left: operand,
    operator: fc.constantFrom(...OPERATORS.map(({ name }) => name), 'something_new'),
    right: fc.oneof(operand, fc.array(operand, { maxLength: 3 })),
    within: fc.nat(9),
    for: fc.nat(9),
  },
  { requiredKeys: ['left', 'operator'] },
) as fc.Arbitrary<Json>

const anything = fc.jsonValue() as fc.Arbitrary<Json>

const node = fc.letrec<{ node: Json }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 6 },
    condition,
    fc.record({ indicator: fc.constant('RSI'), operator: fc.constant('less_than') }),
    anything,
    fc.record(
      {
        logic: fc.oneof(fc.constantFrom('AND', 'OR', 'NOT'), anything),
        conditions: fc.array(tie('node'), { maxLength: 4 }),
        within: fc.nat(9),
        note: anything,
      },
      { requiredKeys: ['conditions'] },
    ),
  ) as fc.Arbitrary<Json>,
})).node

const rule = fc.oneof(
  fc.record(
    {
      name: fc.string(),
      key: fc.string(),
      logic: fc.constantFrom('AND', 'OR', 'NOT'),
      conditions: fc.array(node, { maxLength: 4 }),
      signal: fc.constantFrom('BUY', 'SELL'),
    },
    { requiredKeys: ['name', 'conditions'] },
  ),
  fc.string(),
  fc.record({ rule_id: fc.uuid() }),
  anything,
) as fc.Arbitrary<Json>

const document = fc
  .tuple(
    fc.record(
      {
        name: fc.string(),
        size: anything,
        entry_rules: fc.oneof(fc.array(rule, { maxLength: 4 }), anything),
        exit_rules: fc.array(rule, { maxLength: 4 }),
      },
      { requiredKeys: [] },
    ),
    fc.dictionary(fc.string(), anything, { maxKeys: 3 }),
  )
  .map(([known, other]) => ({ ...other, ...known }) as JsonObject)

describe('document and tree', () => {
  it('loses nothing on the way to the tree and back', () => {
    fc.assert(
      fc.property(document, (value) => {
        const back = documentOf(draftOf(structuredClone(value)))
        expect(isSame(back, value)).toBe(true)
      }),
      { numRuns: 400 },
    )
  })

  it('gives the document back when what was added is taken away again', () => {
    fc.assert(
      fc.property(fc.array(node, { minLength: 1, maxLength: 4 }), (conditions) => {
        const value: JsonObject = {
          entry_rules: [{ name: 'In', conditions }, 'saved', { rule_id: 'x' }],
        }
        const draft = draftOf(structuredClone(value))
        const edits = [
          [addNode([], blankCondition()), removeNode([conditions.length])],
          [addNode([], blankGroup()), removeNode([conditions.length])],
          [cloneNode([0]), removeNode([1])],
        ] as const
        for (const [there, back] of edits) {
          const after = inTree('entry', 0, back)(inTree('entry', 0, there)(draft))
          expect(isSame(documentOf(after), value)).toBe(true)
        }
        const twice = removeItem('entry', 2)(cloneItem('entry', 1)(draft))
        expect(isSame(documentOf(twice), value)).toBe(true)
      }),
      { numRuns: 150 },
    )
  })

  it('changes nothing but the operator of a condition, to every operator and back', () => {
    const kept = nodeOf({
      left: { price: 'close', timeframe: '4h' },
      operator: 'equal',
      right: 7,
      within: 3,
      note: 'x',
    })
    if (isBranch(kept)) throw new Error('no leaf')
    for (const { name } of OPERATORS) {
      const there = withOperator(kept, name)
      expect(nodeJson(there)).toMatchObject({
        operator: name,
        left: { timeframe: '4h' },
        within: 3,
        note: 'x',
      })
      expect(nodeJson(withOperator(there, 'equal'))).toEqual(nodeJson(kept))
    }
  })

  it('keeps what it does not know as it came', () => {
    const odd: Json = { indicator: 'RSI', operator: 'less_than', value: 30 }
    expect(nodeOf(odd)).toMatchObject({ field: 'kept' })
    expect(nodeJson(nodeOf(odd))).toEqual(odd)
  })

  it('gives every part an id of its own, copies too', () => {
    const body = nodeOf({
      conditions: [
        { left: 1, operator: 'equal', right: 2 },
        { logic: 'NOT', conditions: [{ left: 1, operator: 'rising', right: 3 }] },
      ],
    })
    const copy = copied(body)
    expect(copy.id).not.toBe(body.id)
    expect(nodeJson(copy)).toEqual(nodeJson(body))
  })

  it('starts an empty builder and a rule of the allowed side', () => {
    expect(documentOf(draftOf(blankDocument()))).toEqual(blankDocument())
    expect(blankRule('entry', 'short')).toMatchObject({ keys: { signal: 'SELL' } })
    expect(blankRule('exit', 'long')).toMatchObject({ keys: { signal: 'SELL' } })
  })
})
