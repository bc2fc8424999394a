'use client'

import { useRouter } from 'next/navigation'
import { useMemo, useState } from 'react'

import { useWhenReady } from '@/hooks/use-when-ready'
import type { Fault } from '@/lib/problem'
import { toast } from '@/lib/toast'

import { useJudgement, type Strategy } from '../api'
import { isSame, type JsonObject } from '../json'
import type { LocalDraft } from '../local-draft'
import { draftOf, type Draft } from '../model'
import { useDraft } from './use-draft'
import { useKeptDraft } from './use-kept-draft'
import { useSaving, type Saved } from './use-saving'

/** Text of another view that is not the document's own (yet). */
export interface Pending {
  view: 'text' | 'json'
  text: string
  /** Why it is not applied; null once the document says the same. */
  refusal: string | null
}

export interface EditorProps {
  /** What is saved, or what a new strategy begins with. */
  document: JsonObject
  saved: Saved | null
  /** Unsaved work that this browser kept. */
  restored: LocalDraft | null
  keptAs: string
  /** The newest saved state, as far as the page knows. */
  newest: Strategy | undefined
  /** A new strategy was saved for the first time and gets an address of its own. */
  onMade: (id: string) => void
}

/** A draft of an older version is saved over that one, so that nobody's work is lost unseen. */
function begunFrom({ saved, restored }: EditorProps): Saved | null {
  const version = restored?.version ?? saved?.version
  return saved === null || version === undefined ? null : { ...saved, version }
}

/** Return the address of a strategy in the view that is open. */
function addressOf(id: string): string {
  const shown = new URLSearchParams(window.location.search)
  shown.delete('template')
  return `/strategies/${id}/edit${shown.size > 0 ? `?${shown}` : ''}`
}

function savedOf(strategy: Strategy): Saved {
  return { id: strategy.id, version: strategy.version }
}

/**
 * One document under the pen: its history, what the server says of it, and how it is saved;
 * `onRefused` shows why it was not.
 */
export function useEditor(
  props: EditorProps,
  onRefused: (draft: Draft, faults: readonly Fault[]) => void,
) {
  const router = useRouter()
  const [saved, setSaved] = useState(begunFrom(props))
  const [base, setBase] = useState(props.document)
  const [pending, setPending] = useState<Pending | null>(null)
  const drafting = useDraft(props.restored?.document ?? props.document)
  const { document, edit } = drafting
  const judgement = useJudgement(document)
  const isChanged = useMemo(() => !isSame(document, base), [document, base])
  const kept = useKeptDraft({
    key: props.keptAs,
    document,
    version: saved?.version ?? null,
    isDirty: isChanged,
  })
  const stored = (strategy: Strategy, sent: JsonObject) => {
    setSaved(savedOf(strategy))
    setBase(sent)
    toast.success(`Saved as version ${strategy.version}`)
  }
  const saving = useSaving(saved, stored, (faults) => onRefused(drafting.draft, faults))
  const canSave = isChanged || saved === null
  const isValid = judgement.isCurrent && judgement.data?.is_valid === true
  const set = (next: JsonObject) => {
    edit(() => draftOf(next))
    setPending(null)
  }
  const take = (strategy: Strategy) => {
    const theirs = strategy.document as JsonObject
    set(theirs)
    setBase(theirs)
    setSaved(savedOf(strategy))
    saving.setTheirs(null)
  }
  const save = async () => {
    if (judgement.isCurrent && !isValid) {
      toast.warning('Kept in this browser only', {
        description: 'The server stores strategies that can run. Correct the marked rows first.',
      })
      return
    }
    const strategy = await saving.save(document)
    if (strategy === null || saved !== null) return
    props.onMade(strategy.id)
    router.replace(addressOf(strategy.id))
  }
  const runNow = async () => {
    if (!isValid) {
      toast.warning('Nothing was run', { description: 'Correct the marked rows first.' })
      return
    }
    const id = canSave ? (await saving.save(document))?.id : saved?.id
    if (id) router.push(`/backtests/new?strategy=${id}`)
  }
  // The server's judgement of the last change may still be on its way.
  const run = useWhenReady(judgement.isCurrent, () => void runNow())
  return {
    ...drafting,
    ...{ saved, pending, setPending, judgement, kept, saving, isChanged, canSave, isValid },
    ...{ take, save, run },
    /** Stable, for what stands in toasts. */
    stepBack: drafting.undo,
    undo: () => {
      setPending(null)
      drafting.undo()
    },
    redo: () => {
      setPending(null)
      drafting.redo()
    },
    discard: () => {
      set(base)
      if (props.saved) setSaved(props.saved)
    },
  }
}
