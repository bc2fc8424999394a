'use client'

import { useCallback, useMemo, useReducer } from 'react'

import { begun, changed, redone, undone, type History } from '../history'
import type { JsonObject } from '../json'
import { documentOf, draftOf, type Draft } from '../model'

export type Edit = (change: (draft: Draft) => Draft, tag?: string) => void

type Action =
  | { kind: 'edit'; change: (draft: Draft) => Draft; tag: string | null; at: number }
  | { kind: 'undo' }
  | { kind: 'redo' }

function reduced(history: History<Draft>, action: Action): History<Draft> {
  switch (action.kind) {
    case 'edit':
      return changed(history, action.change(history.present), action.tag, action.at)
    case 'undo':
      return undone(history)
    case 'redo':
      return redone(history)
    default: {
      const unhandled: never = action
      return unhandled
    }
  }
}

/** The document under the pen, with a hundred steps back and forth. */
export function useDraft(initial: JsonObject) {
  const [history, dispatch] = useReducer(reduced, initial, (document) => begun(draftOf(document)))
  const edit = useCallback<Edit>(
    (change, tag) => dispatch({ kind: 'edit', change, tag: tag ?? null, at: Date.now() }),
    [],
  )
  const undo = useCallback(() => dispatch({ kind: 'undo' }), [])
  const redo = useCallback(() => dispatch({ kind: 'redo' }), [])
  const draft = history.present
  const document = useMemo(() => documentOf(draft), [draft])
  return {
    draft,
    document,
    edit,
    undo,
    redo,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
  }
}
