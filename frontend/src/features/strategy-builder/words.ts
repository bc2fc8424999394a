/** The tree in words: labels for screen readers and summaries of what is folded. */
import { isObject, textOf, type JsonObject } from './json'
import {
  conditionCount,
  isBranch,
  isRule,
  itemOf,
  type Branch,
  type Combinator,
  type Item,
  type Leaf,
  type ListName,
  type Node,
} from './model'
import { operandText, type Catalogue } from './operands'
import { boundsOf, operatorOf } from './operators'

export const LOGIC_WORDS: readonly { logic: Exclude<Combinator, ''>; words: string }[] = [
  { logic: 'AND', words: 'ALL of' },
  { logic: 'OR', words: 'ANY of' },
  { logic: 'NOT', words: 'NOT' },
]

export function logicWords(combinator: Combinator): string {
  return LOGIC_WORDS.find(({ logic }) => logic === combinator)?.words ?? 'ALL of'
}

export function count(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? '' : 's'}`
}

/** "1.2": the second part of the first rule. */
export function positionOf(index: number, path: readonly number[]): string {
  return [index, ...path].map((step) => step + 1).join('.')
}

/** "Entry rule 1, all of, 3 conditions". */
export function groupLabel(
  list: ListName,
  index: number,
  path: readonly number[],
  group: Branch,
): string {
  const what = path.length === 0 ? 'rule' : 'group'
  const name = `${list === 'entry' ? 'Entry' : 'Exit'} ${what} ${positionOf(index, path)}`
  const logic = logicWords(group.combinator).toLowerCase()
  return `${name}, ${logic}, ${count(conditionCount(group), 'condition')}`
}

export function conditionLabel(list: ListName, index: number, path: readonly number[]): string {
  return `${list} condition ${positionOf(index, path)}`
}

function quantifierText({ within, for: each }: { within?: unknown; for?: unknown }): string {
  if (typeof within === 'number') return ` on one of the last ${count(within, 'bar')}`
  return typeof each === 'number' ? ` on each of the last ${count(each, 'bar')}` : ''
}

function leafText(leaf: Leaf, known: Catalogue): string {
  if (leaf.field === 'kept' || !isObject(leaf.value))
    return JSON.stringify(leaf.value).slice(0, 120)
  const { value } = leaf
  const operator = operatorOf(leaf.operator)
  const left = operandText(value.left, known)
  const words = operator?.words ?? leaf.operator
  if (operator?.takes === 'bars')
    return `${left} ${words} ${String(value.right ?? '…')} bars${quantifierText(value)}`
  if (operator?.takes === 'range') {
    const [low, high] = boundsOf(value)
    const bounds = `${operandText(low, known)} and ${operandText(high, known)}`
    return `${left} ${words} ${bounds}${quantifierText(value)}`
  }
  return `${left} ${words} ${operandText(value.right, known)}${quantifierText(value)}`
}

/** Say a node in one line. */
export function nodeText(node: Node, known: Catalogue): string {
  if (!isBranch(node)) return leafText(node, known)
  const parts = node.rules.map((child) => {
    const text = nodeText(child, known)
    return isBranch(child) ? `(${text})` : text
  })
  const joined =
    node.combinator === 'NOT'
      ? `not ${parts.join(', ')}`
      : parts.join(node.combinator === 'OR' ? ' or ' : ' and ')
  return `${joined}${quantifierText(node.keys)}`
}

/** Say a rule of the library in one line. */
export function ruleText(document: JsonObject, known: Catalogue): string {
  const item = itemOf(document)
  return isRule(item) ? nodeText(item.body, known) : keptText(item)
}

/** Return what a saved rule is called where a list refers to one. */
export function keptText(item: Item): string {
  if (isRule(item)) return textOf(item.keys.name)
  if (typeof item.kept === 'string') return `Saved rule “${item.kept}”`
  if (isObject(item.kept) && typeof item.kept.rule_id === 'string')
    return `Saved rule “${item.kept.rule_id}”`
  return JSON.stringify(item.kept).slice(0, 120)
}
