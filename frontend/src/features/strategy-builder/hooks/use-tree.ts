'use client'

import { toast } from '@/lib/toast'

import {
  addNode,
  cloneNode,
  inTree,
  moveNode,
  removeNode,
  replaceNode,
  setLogic,
  type Path,
} from '../edits'
import { blankCondition, blankGroup, type Combinator, type ListName, type Node } from '../model'
import { useBuilder } from './builder-context'

/** What can be done in the tree of one rule. */
export function useTree(list: ListName, index: number) {
  const { edit, focus, undo, announce } = useBuilder()
  return {
    replace: (path: Path, node: Node, tag?: string) =>
      edit(inTree(list, index, replaceNode(path, node)), tag ?? node.id),
    addCondition: (path: Path) => {
      const node = blankCondition()
      edit(inTree(list, index, addNode(path, node)))
      focus(node.id)
    },
    addGroup: (path: Path) => {
      const node = blankGroup()
      edit(inTree(list, index, addNode(path, node)))
      focus(node.id)
    },
    clone: (path: Path) => edit(inTree(list, index, cloneNode(path))),
    move: (path: Path, id: string, way: 'up' | 'down') => {
      edit(inTree(list, index, moveNode(path, way)))
      focus(id)
      announce(`Moved ${way}`)
    },
    remove: (path: Path, what: string) => {
      edit(inTree(list, index, removeNode(path)))
      toast(`${what} removed`, { action: { label: 'Undo', onClick: undo } })
    },
    setLogic: (path: Path, logic: Combinator) => edit(inTree(list, index, setLogic(path, logic))),
  }
}

export type Tree = ReturnType<typeof useTree>

/** The place of a node, handed down the tree. */
export interface Place {
  list: ListName
  index: number
  path: Path
  isFirst: boolean
  isLast: boolean
  tree: Tree
}
