'use client'

import { useFormat } from '@/hooks/use-format'
import { useNow } from '@/hooks/use-now'

import type { Kept } from '../hooks/use-kept-draft'
import type { Saved } from '../hooks/use-saving'

interface Props {
  isDirty: boolean
  isSaving: boolean
  kept: Kept | null
  saved: Saved | null
}

/** Where the work is: on the server, or in this browser and since when. */
export function SaveState({ isDirty, isSaving, kept, saved }: Props) {
  const format = useFormat()
  const now = useNow()
  if (isSaving) return <span>Saving …</span>
  if (!isDirty) return <span>{saved ? `Saved, version ${saved.version}` : 'Not saved yet'}</span>
  if (kept?.isRefused)
    return <span className="text-warning">Unsaved: this browser keeps no drafts</span>
  const ago = kept === null ? null : format.ago(kept.at, Math.max(now, kept.at + 1_000))
  return <span>Unsaved changes{ago === null ? '' : `, kept in this browser ${ago}`}</span>
}
