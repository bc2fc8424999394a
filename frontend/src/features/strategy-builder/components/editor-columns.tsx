'use client'

import { Failure } from '@/components/states/failure'

import type { useJudgement } from '../api'
import { DocumentViews } from './document-views'
import { SectionNav } from './section-nav'
import type { ViewProps } from './text-view'

interface Props extends ViewProps {
  judgement: ReturnType<typeof useJudgement>
}

/** Sections, editor and preview; one beside the other where there is room. */
export function EditorColumns({ judgement, ...view }: Props) {
  return (
    <div className="grid gap-4 xl:grid-cols-[11rem_minmax(0,1fr)]">
      <div className="hidden xl:block">
        <div className="sticky top-16">
          <SectionNav />
        </div>
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        {judgement.error ? (
          <Failure
            error={judgement.error}
            what="The check of the strategy"
            onRetry={() => void judgement.refetch()}
          />
        ) : null}
        <DocumentViews forms={judgement.data} {...view} />
      </div>
    </div>
  )
}
