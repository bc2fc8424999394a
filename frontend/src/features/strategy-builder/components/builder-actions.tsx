'use client'

import { Play, Redo2, Save, Undo2 } from 'lucide-react'

import { ActionButton } from '@/components/ui/action-button'
import { Button } from '@/components/ui/button'

interface Props {
  canUndo: boolean
  canRedo: boolean
  canSave: boolean
  canRun: boolean
  isSaving: boolean
  onUndo: () => void
  onRedo: () => void
  onSave: () => void
  onRun: () => void
}

/** Undo, redo, save, run. */
export function BuilderActions(props: Props) {
  const canSave = props.canSave && !props.isSaving
  return (
    <>
      <Button
        size="icon"
        aria-label="Undo"
        title="Undo (Ctrl Z)"
        disabled={!props.canUndo}
        onClick={props.onUndo}
      >
        <Undo2 aria-hidden />
      </Button>
      <Button
        size="icon"
        aria-label="Redo"
        title="Redo (Ctrl Shift Z)"
        disabled={!props.canRedo}
        onClick={props.onRedo}
      >
        <Redo2 aria-hidden />
      </Button>
      <ActionButton
        title="Save (Ctrl S)"
        // Nothing to save any more: who saved by keyboard stays where they are.
        aria-disabled={!canSave}
        onClick={() => canSave && props.onSave()}
      >
        <Save aria-hidden /> {props.isSaving ? 'Saving …' : 'Save'}
      </ActionButton>
      <ActionButton
        variant="primary"
        title={props.canRun ? 'Run backtest (Ctrl Enter)' : 'Correct the faults first'}
        disabled={!props.canRun || props.isSaving}
        onClick={props.onRun}
      >
        <Play aria-hidden /> {props.canSave ? 'Save and run backtest' : 'Run backtest'}
      </ActionButton>
    </>
  )
}
