import { describe, expect, it } from 'vitest'
import { itemOf, nodeOf, type Leaf } from './model'
import {
  freshOperand,
  groupsOf,
  kindOf,
  limitsText,
  numberOf,
  operandText,
  withArithmetic,
  withIndicator,
  withParam,
} from './operands'
import { boundsOf, operatorOf, withOperator } from './operators'
import { conditionLabel, groupLabel, keptText, nodeText, positionOf } from './words'
import { KNOWN, period } from './catalogue-sample'

describe('operands', () => {
  it.each([
    [30, '30'],
    [{ price: 'close', offset: 2 }, 'close[2]'],
    [{ indicator: 'RSI' }, 'RSI(14)'],
    [{ indicator: 'RSI', params: { period: 7 }, timeframe: '4h' }, 'RSI(7)@4h'],
    [{ indicator: 'BBANDS', output: 'lower' }, 'BBANDS(20).lower'],
    [{ indicator: 'BBANDS', params: { deviations: 3 } }, 'BBANDS(20, 3)'],
    [{ indicator: 'SMA', source: { indicator: 'RSI' } }, 'SMA(RSI(14), 30)'],
    [{ op: 'mul', args: [0.95, { op: 'add', args: [{ price: 'high' }, 1] }] }, '0.95 × (high + 1)'],
    [{ op: 'max', args: [1, 2] }, 'max(1, 2)'],
    [null, '…'],
    [{ odd: 1 }, '{"odd":1}'],
  ])('says %j as %s', (operand, text) => {
    expect(operandText(operand as never, KNOWN)).toBe(text)
  })

  it('reads numbers with comma or point, and nothing else', () => {
    expect(['1,5', '1.5', '-2', '1e3', '.5'].map(numberOf)).toEqual([1.5, 1.5, -2, 1_000, 0.5])
    expect(['', 'abc', '1.2.3', '--1', 'Infinity'].map(numberOf)).toEqual(Array(5).fill(null))
  })

  it('takes text somebody is still typing for a number', () => {
    expect(['-', null, 3].map(kindOf)).toEqual(['number', 'number', 'number'])
    expect(kindOf({ price: 'close', indicator: 'RSI' })).toBe('kept')
    expect(kindOf(true)).toBe('kept')
  })

  it('builds a calculation around what stood there', () => {
    const before = { indicator: 'RSI' }
    expect(freshOperand('op', before)).toEqual({ op: 'mul', args: [1, before] })
    expect(freshOperand('price', before)).toEqual({ price: 'close' })
    expect(withArithmetic({ op: 'add', args: [1, 2, 3] }, 'sub')).toEqual({
      op: 'sub',
      args: [1, 2],
    })
    expect(withArithmetic({ op: 'add', args: [1, 2] }, 'abs').args).toEqual([1])
    expect(withArithmetic({ op: 'abs', args: [1] }, 'max').args).toEqual([1, 1])
  })

  it('keeps shift and timeframe but no parameters under another indicator', () => {
    const call = { indicator: 'SMA', params: { period: 5 }, source: { price: 'hl2' }, offset: 1 }
    expect(withIndicator(call, 'RSI', KNOWN)).toEqual({
      indicator: 'RSI',
      source: { price: 'hl2' },
      offset: 1,
    })
    expect(withIndicator(call, 'ADX', KNOWN)).toEqual({ indicator: 'ADX', offset: 1 })
  })

  it('finds indicators by name, title and group, and keeps the chosen one', () => {
    const names = (search: string, chosen = '') =>
      groupsOf(KNOWN, search, chosen).flatMap(([, entries]) => entries.map(({ name }) => name))
    expect(names('')).toEqual([...KNOWN.keys()])
    expect(names('rsi')).toEqual(['RSI'])
    expect(names('rsi', 'ADX')).toEqual(expect.arrayContaining(['RSI', 'ADX']))
    expect(names('no such thing')).toEqual([])
  })

  it('drops the parameters with the last of them', () => {
    const call = withParam({ indicator: 'RSI' }, 'period', 5)
    expect(call).toEqual({ indicator: 'RSI', params: { period: 5 } })
    expect(withParam(call, 'period', undefined)).toEqual({ indicator: 'RSI' })
    expect(limitsText(period(14))).toBe('2 to 5,000, normally 14')
  })
})

describe('operators', () => {
  const leaf = nodeOf({ left: { price: 'close' }, operator: 'less_than', right: 5 }) as Leaf

  it('gives a range two bounds and a run a number of bars', () => {
    expect(withOperator(leaf, 'between').value).toMatchObject({ right: [5, 5] })
    expect(withOperator(leaf, 'rising').value).toMatchObject({ right: 5 })
    const call = nodeOf({ left: 1, operator: 'equal', right: { indicator: 'RSI' } }) as Leaf
    expect(withOperator(call, 'falling').value).toMatchObject({ right: 3 })
    const range = withOperator(leaf, 'outside')
    expect(withOperator(range, 'greater_than').value).toMatchObject({ right: 5 })
    expect(boundsOf({ right: 4 })).toEqual([4, null])
    expect(operatorOf('new')).toBeNull()
  })
})

describe('words', () => {
  const rule = itemOf({
    name: 'In',
    conditions: [
      { left: { price: 'close' }, operator: 'between', right: [1, 2], within: 5 },
      {
        logic: 'OR',
        for: 2,
        conditions: [{ left: 1, operator: 'rising', right: 3 }, 'odd'],
      },
    ],
  })

  it('names groups and conditions by their place', () => {
    if (!('body' in rule)) throw new Error('no rule')
    expect(groupLabel('entry', 0, [], rule.body)).toBe('Entry rule 1, all of, 3 conditions')
    expect(conditionLabel('exit', 1, [0, 2])).toBe('exit condition 2.1.3')
    expect(positionOf(0, [])).toBe('1')
    expect(nodeText(rule.body, KNOWN)).toBe(
      'close is between 1 and 2 on one of the last 5 bars and ' +
        '(1 rises for 3 bars or "odd" on each of the last 2 bars)',
    )
  })

  it('names saved rules', () => {
    expect(keptText(itemOf('my-rule'))).toBe('Saved rule “my-rule”')
    expect(keptText(itemOf({ rule_id: 'my-rule' }))).toBe('Saved rule “my-rule”')
    expect(keptText(itemOf(5))).toBe('5')
    expect(keptText(rule)).toBe('In')
  })
})
