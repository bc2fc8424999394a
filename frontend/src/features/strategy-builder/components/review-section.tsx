'use client'

import { Alert } from '@/components/ui/alert'
import { useFormat } from '@/hooks/use-format'

import type { Forms } from '../api'
import { sectionOf } from '../faults'
import { useBuilder } from '../hooks/builder-context'
import { RowFaults } from './row-faults'

/** The whole strategy as a sentence, what data it needs, and what is still wrong. */
export function ReviewSection({ forms }: { forms: Forms | undefined }) {
  const { faults } = useBuilder()
  const format = useFormat()
  const general = faults.filter((fault) => sectionOf(fault) === 'review')
  return (
    <div className="flex flex-col gap-3">
      {forms?.words ? (
        <p className="max-w-prose" data-testid="words">
          {forms.words}
        </p>
      ) : (
        <p className="text-muted-foreground">
          The sentence appears as soon as the document can be read.
        </p>
      )}
      {forms?.look_back !== null && forms?.look_back !== undefined ? (
        <p className="text-2xs text-muted-foreground">
          Needs {format.integer(forms.look_back)} bars before its first signal.
        </p>
      ) : null}
      <RowFaults faults={general} />
      {faults.length > 0 ? (
        <Alert tone="warn">
          {faults.length === 1 ? 'One thing' : `${faults.length} things`} to correct before it can
          be saved on the server or tested. Until then it is kept in this browser.
        </Alert>
      ) : forms?.is_valid ? (
        <Alert>Everything is in order: it can be saved and tested.</Alert>
      ) : null}
    </div>
  )
}
