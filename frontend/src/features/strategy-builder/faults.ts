/** The API's faults carry JSON pointers; a draft has the same shape, so a pointer is a row. */
import type { Fault } from '@/lib/problem'

import { isBranch, isRule, type Draft, type ListName, type Node } from './model'

export type Section = 'basics' | 'entry' | 'exit' | 'risk' | 'review'

export const SECTIONS: readonly { id: Section; label: string }[] = [
  { id: 'basics', label: 'Basics' },
  { id: 'entry', label: 'Entry' },
  { id: 'exit', label: 'Exit' },
  { id: 'risk', label: 'Risk' },
  { id: 'review', label: 'Review' },
]

export function pointerOf(list: ListName, index: number, path: readonly number[]): string {
  return `/${list}_rules/${index}${path.map((step) => `/conditions/${step}`).join('')}`
}

/** Return the faults at a place and under it. */
export function faultsUnder(faults: readonly Fault[], pointer: string): Fault[] {
  return faults.filter(
    (fault) => fault.pointer === pointer || fault.pointer.startsWith(`${pointer}/`),
  )
}

/** Return the faults of a group or rule itself: those under its conditions have their own rows. */
export function ownFaults(faults: readonly Fault[], pointer: string): Fault[] {
  return faultsUnder(faults, pointer).filter(
    (fault) => !/^\/conditions\/\d/.test(fault.pointer.slice(pointer.length)),
  )
}

/** Return the first fault exactly at one of these places. */
export function faultAt(faults: readonly Fault[], ...pointers: string[]): string | null {
  const found = faults.find((fault) => pointers.includes(fault.pointer))
  return found === undefined ? null : sentence(found)
}

const OPERAND = /\/(right|value|left|source|args\/\d+|right\/\d)$/

/** Say a fault as a sentence about its row. */
export function sentence(fault: Fault): string {
  const said = fault.message
  if (OPERAND.test(fault.pointer)) {
    if (/^is missing|not null$/.test(said)) return 'Give a number or another value here.'
    const written = /, not ("[^"]*")$/.exec(said)?.[1]
    if (written !== undefined) return `${written} is not a number.`
  }
  const named = /^(is|must|takes|needs|has|holds|stands)\b/.test(said)
    ? `${nameOf(fault.pointer)} ${said}`
    : said
  // Names of keys are for programs: stop_loss_pct is the stop loss.
  const plain = named.replace(/^[a-z]+(_[a-z]+)+(?= )/, (key) =>
    key.replace(/_pct$/, '').replaceAll('_', ' '),
  )
  const text = plain.charAt(0).toUpperCase() + plain.slice(1)
  return /[.!?]$/.test(text) ? text : `${text}.`
}

const NAMES: Record<string, string> = {
  name: 'The name',
  symbol: 'The market',
  right: 'The right side',
  left: 'The left side',
  conditions: 'The group',
  entry_rules: 'Entry',
  exit_rules: 'Exit',
}

function nameOf(pointer: string): string {
  const last = pointer.split('/').at(-1) ?? ''
  return NAMES[last] ?? (/^\d*$/.test(last) ? 'This' : last.replaceAll('_', ' '))
}

/** Return the section of the page that a fault belongs to. */
export function sectionOf(fault: Fault): Section {
  const [, first] = fault.pointer.split('/')
  if (first === 'entry_rules') return 'entry'
  if (first === 'exit_rules') return 'exit'
  if (first === 'risk_management' || first === 'size') return 'risk'
  return first === '' || first === undefined ? 'review' : 'basics'
}

/** Return the id of the part of the page where a fault stands: its row, else its section. */
export function placeOf(draft: Draft, fault: Fault): string {
  const [, list, index, ...steps] = fault.pointer.split('/')
  const items = list === 'entry_rules' ? draft.entry : list === 'exit_rules' ? draft.exit : null
  const item = items?.[Number(index)]
  if (item === undefined) return sectionOf(fault)
  if (!isRule(item)) return item.id
  let node: Node = item.body
  while (steps.shift() === 'conditions' && isBranch(node)) {
    const child: Node | undefined = node.rules[Number(steps.shift())]
    if (child === undefined) break
    node = child
  }
  return node.id
}
