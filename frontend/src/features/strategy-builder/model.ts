/**
 * The document and its visual tree, both ways without loss.
 *
 * A tree is a query of react-querybuilder: groups with a combinator, and leaves. What the visual
 * view cannot edit stays in the tree as it came (`kept`), and every key it does not know stays
 * beside those it does.
 */
import type { RuleGroupType, RuleType } from 'react-querybuilder'

import { isObject, textOf, without, type Json, type JsonObject } from './json'

/** '' is a rule that names no logic, which means AND. */
export type Combinator = '' | 'AND' | 'OR' | 'NOT'

/** A condition: its operator, and its JSON without it; or JSON that is kept as it is. */
export interface Leaf extends RuleType<string, string, Json> {
  id: string
  field: 'condition' | 'kept'
}

export interface Branch extends RuleGroupType<Leaf, Combinator> {
  id: string
  rules: Node[]
  /** `within`, `for` and whatever else stood beside the logic. */
  keys: JsonObject
}

export type Node = Leaf | Branch

export interface RuleItem {
  id: string
  /** Name, signal, key and whatever else stood beside the logic. */
  keys: JsonObject
  body: Branch
}

/** An entry of a rule list that is no rule: a reference to a saved one, or a fault. */
export interface KeptItem {
  id: string
  kept: Json
}

export type Item = RuleItem | KeptItem
export type ListName = 'entry' | 'exit'

export interface Draft {
  /** Everything but the two lists of rules. */
  head: JsonObject
  /** Null where the document holds no such list. */
  entry: readonly Item[] | null
  exit: readonly Item[] | null
}

export const LISTS: readonly ListName[] = ['entry', 'exit']
/** Groups beyond this depth are folded: shown in words, edited as text or JSON. */
export const DEPTH_SHOWN = 3

let counter = 0

/** Return an id for a part of the tree; ids live as long as the page and mean nothing. */
export function newId(): string {
  counter += 1
  return `n${counter}`
}

export function isBranch(node: Node): node is Branch {
  return 'rules' in node
}

export function isRule(item: Item): item is RuleItem {
  return 'body' in item
}

/** Return the tree of a document. */
export function draftOf(document: JsonObject): Draft {
  const { entry_rules: entry, exit_rules: exit } = document
  const listed = [
    ...(Array.isArray(entry) ? ['entry_rules'] : []),
    ...(Array.isArray(exit) ? ['exit_rules'] : []),
  ]
  return {
    head: without(document, ...listed),
    entry: Array.isArray(entry) ? entry.map(itemOf) : null,
    exit: Array.isArray(exit) ? exit.map(itemOf) : null,
  }
}

/** Return the document of a tree. */
export function documentOf({ head, entry, exit }: Draft): JsonObject {
  return {
    ...head,
    ...(entry === null ? {} : { entry_rules: entry.map(itemJson) }),
    ...(exit === null ? {} : { exit_rules: exit.map(itemJson) }),
  }
}

export function itemOf(value: Json): Item {
  const body = isObject(value) && !('rule_id' in value) ? branchOf(value) : null
  if (body === null) return { id: newId(), kept: value }
  return { id: newId(), keys: body.keys, body: { ...body, keys: {} } }
}

export function itemJson(item: Item): Json {
  return isRule(item) ? { ...item.keys, ...branchJson(item.body) } : item.kept
}

/** Return the node of a condition or group. */
export function nodeOf(value: Json): Node {
  if (isObject(value)) {
    const branch = branchOf(value)
    if (branch !== null) return branch
    if ('left' in value && typeof value.operator === 'string') {
      const rest = without(value, 'operator')
      return { id: newId(), field: 'condition', operator: value.operator, value: rest }
    }
  }
  return { id: newId(), field: 'kept', operator: '', value }
}

export function nodeJson(node: Node): Json {
  if (isBranch(node)) return branchJson(node)
  if (node.field === 'kept' || !isObject(node.value)) return node.value
  return { ...node.value, operator: node.operator }
}

function branchJson({ keys, combinator, rules }: Branch): JsonObject {
  return {
    ...keys,
    ...(combinator === '' ? {} : { logic: combinator }),
    conditions: rules.map(nodeJson),
  }
}

function branchOf(value: JsonObject): Branch | null {
  const { logic, conditions } = value
  if (!Array.isArray(conditions) || !isLogic(logic, 'logic' in value)) return null
  return {
    id: newId(),
    combinator: logic ?? '',
    rules: conditions.map(nodeOf),
    keys: without(value, 'logic', 'conditions'),
  }
}

function isLogic(
  logic: Json | undefined,
  isGiven: boolean,
): logic is Exclude<Combinator, ''> | undefined {
  return !isGiven || logic === 'AND' || logic === 'OR' || logic === 'NOT'
}

const BLANK_CONDITION: JsonObject = {
  left: { price: 'close' },
  operator: 'greater_than',
  right: { indicator: 'SMA', params: { period: 50 } },
}

export function blankCondition(): Leaf {
  return nodeOf(BLANK_CONDITION) as Leaf
}

export function blankGroup(): Branch {
  return { id: newId(), combinator: 'OR', rules: [blankCondition()], keys: {} }
}

/** Return a rule to begin with, of the side that the direction allows. */
export function blankRule(list: ListName, direction: string): Item {
  const signal = (list === 'entry') === (direction !== 'short') ? 'BUY' : 'SELL'
  const name = list === 'entry' ? 'New entry' : 'New exit'
  return itemOf({ name, logic: 'AND', conditions: [BLANK_CONDITION], signal })
}

/** Return the document an empty builder starts with. */
export function blankDocument(): JsonObject {
  return { name: '', symbol: 'BTC/USDT', timeframe: '1h', entry_rules: [], exit_rules: [] }
}

/** Return how many conditions stand under a node. */
export function conditionCount(node: Node): number {
  return isBranch(node) ? node.rules.reduce((sum, child) => sum + conditionCount(child), 0) : 1
}

/** Return whether a node with this id stands somewhere in a group. */
export function holds(group: Branch, id: string): boolean {
  return group.rules.some((child) => child.id === id || (isBranch(child) && holds(child, id)))
}

/** Return the same tree with ids of its own. */
export function copied(node: Node): Node {
  return nodeOf(structuredClone(nodeJson(node)))
}

export function directionOf(draft: Draft): string {
  return textOf(draft.head.direction) || 'long'
}
