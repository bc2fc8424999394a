/**
 * What can be done to a draft, each as a new draft; paths are those of react-querybuilder, whose
 * own functions for them would weigh more than the rest of the editor's model.
 */
import { isObject, withKey, type Json, type JsonObject } from './json'
import {
  copied,
  isBranch,
  isRule,
  itemJson,
  itemOf,
  newId,
  type Branch,
  type Combinator,
  type Draft,
  type Item,
  type ListName,
  type Node,
} from './model'

export type Path = number[]
type Change = (draft: Draft) => Draft

export function setHead(key: string, value: Json | undefined): Change {
  return (draft) => ({ ...draft, head: withKey(draft.head, key, value) })
}

/** Set a key of `size` or `risk_management`; the section goes with its last key. */
export function setPart(section: string, key: string, value: Json | undefined): Change {
  return (draft) => {
    const before = draft.head[section]
    const part = withKey(isObject(before) ? before : {}, key, value)
    const isEmpty = Object.keys(part).length === 0
    return { ...draft, head: withKey(draft.head, section, isEmpty ? undefined : part) }
  }
}

/** Set the direction; rules of the side that it forbids change sides. */
export function setDirection(direction: string): Change {
  return (draft) => {
    const value = direction === 'long' ? undefined : direction
    const head = withKey(draft.head, 'direction', value)
    if (direction === 'both') return { ...draft, head }
    const entrySignal = direction === 'long' ? 'BUY' : 'SELL'
    const exitSignal = direction === 'long' ? 'SELL' : 'BUY'
    const turned = (items: readonly Item[] | null, signal: string) =>
      items?.map((item) => (isRule(item) ? { ...item, keys: { ...item.keys, signal } } : item)) ??
      null
    return {
      head: withKey(head, 'reverse', undefined),
      entry: turned(draft.entry, entrySignal),
      exit: turned(draft.exit, exitSignal),
    }
  }
}

function withItems(
  draft: Draft,
  list: ListName,
  change: (items: readonly Item[]) => readonly Item[],
): Draft {
  return { ...draft, [list]: change(draft[list] ?? []) }
}

export function addItem(list: ListName, item: Item): Change {
  return (draft) => withItems(draft, list, (items) => [...items, item])
}

export function removeItem(list: ListName, index: number): Change {
  return (draft) => withItems(draft, list, (items) => items.filter((_, at) => at !== index))
}

export function cloneItem(list: ListName, index: number): Change {
  return (draft) =>
    withItems(draft, list, (items) =>
      items.flatMap((item, at) =>
        at === index ? [item, itemOf(structuredClone(itemJson(item)))] : [item],
      ),
    )
}

export function replaceItem(list: ListName, index: number, item: Item): Change {
  return (draft) =>
    withItems(draft, list, (items) => items.map((old, at) => (at === index ? item : old)))
}

export function moveItem(list: ListName, index: number, by: -1 | 1): Change {
  return (draft) =>
    withItems(draft, list, (items) => {
      const here = items[index]
      const there = items[index + by]
      if (here === undefined || there === undefined) return items
      return items.map((item, at) => (at === index ? there : at === index + by ? here : item))
    })
}

export function setRuleKey(list: ListName, index: number, key: string, value: Json): Change {
  return (draft) =>
    withItems(draft, list, (items) =>
      items.map((item, at) =>
        at === index && isRule(item) ? { ...item, keys: { ...item.keys, [key]: value } } : item,
      ),
    )
}

/** Change the tree of one rule. */
export function inTree(list: ListName, index: number, change: (body: Branch) => Branch): Change {
  return (draft) =>
    withItems(draft, list, (items) =>
      items.map((item, at) =>
        at === index && isRule(item) ? { ...item, body: change(item.body) } : item,
      ),
    )
}

export function nodeAt(body: Branch, path: Path): Node | null {
  let node: Node | undefined = body
  for (const at of path) node = node !== undefined && isBranch(node) ? node.rules[at] : undefined
  return node ?? null
}

/** Change the parts of the group at a path. */
function inGroup(path: Path, change: (rules: Node[]) => Node[]): (body: Branch) => Branch {
  return (body) => {
    const group = nodeAt(body, path)
    if (group === null || !isBranch(group)) return body
    return replaceNode(path, { ...group, rules: change(group.rules) })(body)
  }
}

function putNode(path: Path, node: Node): (body: Branch) => Branch {
  const at = path.at(-1) ?? 0
  return inGroup(path.slice(0, -1), (rules) => [...rules.slice(0, at), node, ...rules.slice(at)])
}

/** Put a node where another stood; unlike an insertion it keeps its id, and with it the focus. */
export function replaceNode(path: Path, node: Node): (body: Branch) => Branch {
  return (body) => {
    const [first, ...rest] = path
    if (first === undefined) return isBranch(node) ? node : body
    const rules = body.rules.map((child, at) => {
      if (at !== first) return child
      return rest.length > 0 && isBranch(child) ? replaceNode(rest, node)(child) : node
    })
    return { ...body, rules }
  }
}

export function addNode(path: Path, node: Node): (body: Branch) => Branch {
  return inGroup(path, (rules) => [...rules, node])
}

export function removeNode(path: Path): (body: Branch) => Branch {
  if (path.length === 0) return (body) => body
  return inGroup(path.slice(0, -1), (rules) => rules.filter((_, at) => at !== path.at(-1)))
}

export function cloneNode(path: Path): (body: Branch) => Branch {
  return (body) => {
    const node = nodeAt(body, path)
    const next = [...path.slice(0, -1), (path.at(-1) ?? 0) + 1]
    if (node === null) return body
    return gathered(putNode(next, copied(node))(body), body)
  }
}

/** Where a node goes that is moved, once it is taken out of its place; null: it is at the end. */
function wayOf(body: Branch, path: Path, way: 'up' | 'down'): Path | null {
  const above = path.slice(0, -1)
  const at = path.at(-1) ?? 0
  const next = nodeAt(body, [...above, way === 'up' ? at - 1 : at + 1])
  if (next !== null && isBranch(next))
    return way === 'up' ? [...above, at - 1, next.rules.length] : [...above, at, 0]
  if (next !== null) return [...above, way === 'up' ? at - 1 : at + 1]
  const group = above.at(-1)
  return group === undefined ? null : [...above.slice(0, -1), way === 'up' ? group : group + 1]
}

/** Move a node one step in reading order: within its group, then into or out of the next one. */
export function moveNode(path: Path, way: 'up' | 'down'): (body: Branch) => Branch {
  return (body) => {
    const node = nodeAt(body, path)
    const to = path.length === 0 ? null : wayOf(body, path, way)
    if (node === null || to === null) return body
    return gathered(putNode(to, node)(removeNode(path)(body)), body)
  }
}

/**
 * Say how a group joins its parts. NOT takes exactly one: several are gathered into ALL of first,
 * and a gathered group is opened again when NOT goes.
 */
export function setLogic(path: Path, logic: Combinator): (body: Branch) => Branch {
  return (body) => {
    const group = nodeAt(body, path)
    if (group === null || !isBranch(group) || group.combinator === logic) return body
    return replaceNode(path, joined(group, logic))(body)
  }
}

/** Gather what came to stand beside the one part of a NOT; what did not change stays as it is. */
function gathered(group: Branch, before: Node | undefined): Branch {
  if (group === before) return group
  const known = before !== undefined && isBranch(before) ? before.rules : []
  const rules = group.rules.map((child) =>
    isBranch(child)
      ? gathered(
          child,
          known.find(({ id }) => id === child.id),
        )
      : child,
  )
  if (group.combinator !== 'NOT' || rules.length < 2) return { ...group, rules }
  return { ...group, rules: [{ id: newId(), combinator: 'AND', rules, keys: {} }] }
}

function joined(group: Branch, logic: Combinator): Branch {
  if (logic === 'NOT' && group.rules.length > 1) {
    const combinator = group.combinator === '' ? 'AND' : group.combinator
    const inner: Branch = { id: newId(), combinator, rules: group.rules, keys: {} }
    return { ...group, combinator: logic, rules: [inner] }
  }
  const [only] = group.rules
  const isGathered =
    group.combinator === 'NOT' &&
    group.rules.length === 1 &&
    only !== undefined &&
    isBranch(only) &&
    only.combinator !== 'NOT' &&
    Object.keys(only.keys).length === 0
  return { ...group, combinator: logic, rules: isGathered ? only.rules : group.rules }
}

export type Quantifier = 'within' | 'for'

/** Return the keys with one quantifier, or none: within and for never stand together. */
export function quantified(keys: JsonObject, kind: Quantifier | null, bars: Json): JsonObject {
  const bare = withKey(withKey(keys, 'within', undefined), 'for', undefined)
  return kind === null ? bare : { ...bare, [kind]: bars }
}
