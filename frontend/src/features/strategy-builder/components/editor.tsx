'use client'

import dynamic from 'next/dynamic'
import { useQueryState } from 'nuqs'
import { useMemo, useState } from 'react'

import { useShortcut } from '@/components/layout/use-shortcut'
import { Confirm } from '@/components/ui/alert-dialog'
import { useTitle } from '@/hooks/use-title'

import { useCatalogue } from '../api'
import { BuilderContext, type Builder } from '../hooks/builder-context'
import { useEditor, type EditorProps } from '../hooks/use-editor'
import { useFaults } from '../hooks/use-faults'
import { useLeaveGuard } from '../hooks/use-leave-guard'
import { placeOf } from '../faults'
import { textOf } from '../json'
import type { Draft } from '../model'
import { BuilderActions } from './builder-actions'
import { BuilderPage } from './builder-page'
import { EditorColumns } from './editor-columns'
import { EditorNotices } from './editor-notices'
import { SaveState } from './save-state'

const ConflictDialog = dynamic(() => import('./popups').then((part) => part.ConflictDialog), {
  ssr: false,
})

/** The part that takes the focus; the first of what was refused is shown where it stands. */
function useFocus() {
  const [focusId, focus] = useState<string | null>(null)
  const [, setView] = useQueryState('view')
  const [, setPane] = useQueryState('pane')
  const onRefused = (draft: Draft, [first]: Builder['faults']) => {
    if (first === undefined) return
    void setView(null)
    void setPane(null)
    focus(placeOf(draft, first))
  }
  return { focusId, focus, onRefused }
}

/** What the parts of the builder share. */
function useShared(
  editor: ReturnType<typeof useEditor>,
  { focusId, focus }: ReturnType<typeof useFocus>,
) {
  const [said, announce] = useState('')
  const catalogue = useCatalogue()
  const { draft, edit, stepBack: undo } = editor
  const faults = useFaults(editor.document, editor.judgement.data?.faults, editor.saving.refusal)
  const builder = useMemo<Builder>(
    () => ({ draft, edit, undo, faults, catalogue, focusId, focus, announce }),
    [draft, edit, undo, faults, catalogue, focusId, focus],
  )
  return { builder, said }
}

function useKeys({ save, undo, redo, run }: ReturnType<typeof useEditor>) {
  useShortcut('mod+s', () => void save())
  useShortcut('mod+z', undo)
  useShortcut('mod+shift+z', redo)
  useShortcut('mod+enter', run)
}

/** The builder around one document. */
export function Editor(props: EditorProps) {
  const focus = useFocus()
  const editor = useEditor(props, focus.onRefused)
  const { document, saved, saving, isChanged, pending, canSave } = editor
  const { builder, said } = useShared(editor, focus)
  const isDirty = isChanged || (pending !== null && pending.refusal !== null)
  const guard = useLeaveGuard(isDirty && !saving.isSaving)
  useKeys(editor)
  const place = saved === null ? 'New strategy' : 'Edit strategy'
  const name = textOf(document.name)
  useTitle(name === '' ? place : `${name} · ${place}`)
  return (
    <BuilderContext value={builder}>
      <BuilderPage
        title={name || place}
        state={
          <SaveState
            isDirty={isDirty}
            isSaving={saving.isSaving}
            kept={editor.kept}
            saved={saved}
          />
        }
        actions={
          <BuilderActions
            canUndo={editor.canUndo}
            canRedo={editor.canRedo}
            canSave={canSave}
            canRun={editor.isValid}
            isSaving={saving.isSaving}
            onUndo={editor.undo}
            onRedo={editor.redo}
            onSave={() => void editor.save()}
            onRun={editor.run}
          />
        }
      >
        <EditorNotices
          restoredAt={props.restored?.at ?? null}
          isDirty={isChanged}
          onDiscard={editor.discard}
          newest={props.newest}
          saved={saved}
          onCompare={(newest) => (isChanged ? saving.setTheirs(newest) : editor.take(newest))}
        />
        <EditorColumns
          judgement={editor.judgement}
          isValid={editor.isValid}
          pending={pending}
          onPending={editor.setPending}
        />
      </BuilderPage>
      <p role="status" className="sr-only">
        {said}
      </p>
      {saving.theirs === null ? null : (
        <ConflictDialog
          theirs={saving.theirs}
          mine={document}
          onClose={() => saving.setTheirs(null)}
          onKeepMine={(theirs) =>
            void saving.save(document, { id: theirs.id, version: theirs.version })
          }
          onTakeTheirs={editor.take}
        />
      )}
      <Confirm
        isOpen={guard.isAsking}
        onOpenChange={(isOpen) => isOpen || guard.stay()}
        title="Leave without saving?"
        confirm="Leave"
        onConfirm={guard.leave}
      >
        Your changes are kept in this browser and will be here when you come back. The saved
        strategy stays as it is.
      </Confirm>
    </BuilderContext>
  )
}
