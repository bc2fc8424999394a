'use client'

import { useEffect, useRef, type Dispatch, type SetStateAction } from 'react'

import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Textarea } from '@/components/ui/textarea'
import { ProblemError } from '@/lib/problem'

import { readText, type Forms } from '../api'
import type { JsonObject } from '../json'
import { draftOf } from '../model'
import { useBuilder } from '../hooks/builder-context'
import type { Pending } from '../hooks/use-editor'
import { RowFaults } from './row-faults'

export interface ViewProps {
  pending: Pending | null
  onPending: Dispatch<SetStateAction<Pending | null>>
}

const SETTLE_MS = 350

/**
 * Read the text somebody types, a moment after they stop. An older answer never wins: neither over
 * newer text nor over what another view did meanwhile. Who leaves the view before it was read
 * loses nothing: it is read all the same.
 */
function useReader({ pending, onPending }: ViewProps) {
  const { draft, edit } = useBuilder()
  const running = useRef<AbortController | null>(null)
  const typed = useRef<string | null>(null)
  useEffect(() => {
    typed.current = pending?.view === 'text' ? pending.text : null
  }, [pending])
  return (text: string) => {
    running.current?.abort()
    const { signal } = (running.current = new AbortController())
    const isOver = () => signal.aborted || typed.current !== text
    const told = (refusal: string | null) =>
      onPending((now) =>
        now?.view === 'text' && now.text === text ? { view: 'text', text, refusal } : now,
      )
    const apply = async () => {
      const forms = await readText(text, signal)
      if (isOver()) return
      const document = forms?.document
      if (document) edit((now) => (now === draft ? draftOf(document as JsonObject) : now), 'text')
      told(document ? null : (forms?.faults[0]?.message ?? 'This cannot be read.'))
    }
    setTimeout(() => {
      if (isOver()) return
      apply().catch((error: unknown) => {
        if (isOver()) return
        told(error instanceof ProblemError ? error.message : 'It could not be read.')
      })
    }, SETTLE_MS)
  }
}

/** The document in the rule language, to read and to write. */
export function TextView({ forms, ...view }: ViewProps & { forms: Forms | undefined }) {
  const { faults } = useBuilder()
  const { pending, onPending } = view
  const read = useReader(view)
  const own = pending?.view === 'text' ? pending : null
  if (own === null && !forms?.text)
    return (
      <div className="flex flex-col gap-3">
        <Alert tone="warn">
          The text form appears as soon as the document can be read. To correct first:
        </Alert>
        <RowFaults faults={faults} />
      </div>
    )
  return (
    <div className="flex flex-col gap-3">
      <Field
        label="Strategy as text"
        hint="Every change is taken over as soon as it can be read."
        error={own?.refusal ? `Not taken over: ${own.refusal}` : null}
      >
        {(given) => (
          <Textarea
            {...given}
            spellCheck={false}
            className="min-h-[26rem] font-mono text-2xs leading-relaxed"
            value={own?.text ?? forms?.text ?? ''}
            onChange={({ target }) => {
              onPending({ view: 'text', text: target.value, refusal: own?.refusal ?? null })
              read(target.value)
            }}
          />
        )}
      </Field>
      <Discard {...view} />
      <RowFaults faults={faults} />
    </div>
  )
}

export function Discard({ pending, onPending }: ViewProps) {
  if (!pending?.refusal) return null
  return (
    <Button className="self-start" onClick={() => onPending(null)}>
      Back to the last readable state
    </Button>
  )
}
