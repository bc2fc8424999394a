'use client'

import { Alert } from '@/components/ui/alert'

import type { Forms } from '../api'
import { sectionOf } from '../faults'
import { useBuilder } from '../hooks/builder-context'
import { documentOf } from '../model'
import { hasExit, NO_EXIT } from '../risk'
import { DataNeeded } from './data-needed'
import { RowFaults } from './row-faults'

/** The whole strategy as a sentence, what data it needs, and what is still wrong. */
export function ReviewSection({ forms }: { forms: Forms | undefined }) {
  const { faults, draft } = useBuilder()
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
      <DataNeeded lookBack={forms?.look_back} />
      {hasExit(documentOf(draft)) ? null : <Alert tone="warn">{NO_EXIT}</Alert>}
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
