'use client'

import { useMemo } from 'react'

import { Field } from '@/components/ui/field'
import { Textarea } from '@/components/ui/textarea'

import { isObject, type JsonObject } from '../json'
import { jsonText } from '../json-text'
import { documentOf, draftOf } from '../model'
import { useBuilder } from '../hooks/builder-context'
import { sentence } from '../faults'
import { Discard, type ViewProps } from './text-view'

function readJson(text: string): JsonObject | string {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : 'a strategy is an object with name, symbol, timeframe, rules'
  } catch (error) {
    return error instanceof Error ? error.message : 'this is no JSON'
  }
}

/** The document as JSON; what can be parsed is the document at once. */
export function JsonView(view: ViewProps) {
  const { draft, edit, faults } = useBuilder()
  const { pending, onPending } = view
  const own = pending?.view === 'json' ? pending : null
  const text = useMemo(() => jsonText(documentOf(draft)), [draft])
  return (
    <div className="flex flex-col gap-3">
      <Field
        label="Strategy as JSON"
        hint="The form that programs read. Every change counts as soon as it is JSON."
        error={own?.refusal ? `Not taken over: ${own.refusal}` : null}
      >
        {(given) => (
          <Textarea
            {...given}
            spellCheck={false}
            className="min-h-[26rem] font-mono text-2xs leading-relaxed"
            value={own?.text ?? text}
            onChange={({ target }) => {
              const read = readJson(target.value)
              const isRead = typeof read !== 'string'
              if (isRead) edit(() => draftOf(read), 'json')
              onPending({ view: 'json', text: target.value, refusal: isRead ? null : read })
            }}
            onBlur={() => {
              if (own?.refusal === null) onPending(null)
            }}
          />
        )}
      </Field>
      <Discard {...view} />
      <ul className="flex flex-col gap-1 text-2xs">
        {faults.map((fault) => (
          <li key={`${fault.pointer} ${fault.message}`} className="break-words text-destructive">
            <code className="font-mono">{fault.pointer || 'document'}</code>: {sentence(fault)}
          </li>
        ))}
      </ul>
    </div>
  )
}
