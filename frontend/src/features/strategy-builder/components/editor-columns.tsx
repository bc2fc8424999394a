'use client'

import { parseAsStringLiteral, useQueryState } from 'nuqs'

import { Boundary } from '@/components/states/boundary'
import { Failure } from '@/components/states/failure'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'

import { useMedia } from '@/hooks/use-media'

import type { useJudgement } from '../api'
import { DocumentViews } from './document-views'
import { PreviewPanel } from './preview-panel'
import { SectionNav } from './section-nav'
import type { ViewProps } from './text-view'

interface Props extends ViewProps {
  judgement: ReturnType<typeof useJudgement>
  isValid: boolean
}

const PANES = ['edit', 'preview'] as const

/** Sections, editor and preview: beside each other where there is room, else in tabs. */
export function EditorColumns(props: Props) {
  const isWide = useMedia('(min-width: 80rem)')
  const [pane, setPane] = useQueryState(
    'pane',
    parseAsStringLiteral(PANES).withDefault('edit').withOptions({ clearOnDefault: true }),
  )
  if (isWide)
    return (
      <div className="grid grid-cols-[8.5rem_minmax(0,1fr)_22rem] gap-4 min-[1536px]:grid-cols-[10rem_minmax(0,1fr)_26rem]">
        <div>
          <div className="sticky top-16">
            <SectionNav />
          </div>
        </div>
        <Editing {...props} />
        <div>
          <div className="sticky top-16 max-h-[calc(100dvh-5rem)] overflow-y-auto">
            <Preview {...props} />
          </div>
        </div>
      </div>
    )
  return (
    <Tabs value={pane} onValueChange={(next) => void setPane(next as (typeof PANES)[number])}>
      <TabsList aria-label="Edit or preview">
        <TabsTrigger value="edit">Edit</TabsTrigger>
        <TabsTrigger value="preview">Preview</TabsTrigger>
      </TabsList>
      <TabsContent value="edit">
        <Editing {...props} />
      </TabsContent>
      <TabsContent value="preview">
        <Preview {...props} />
      </TabsContent>
    </Tabs>
  )
}

function Preview({ judgement, isValid }: Props) {
  return (
    <Boundary what="The preview">
      <PreviewPanel forms={judgement.data} isValid={isValid} />
    </Boundary>
  )
}

function Editing({ judgement, pending, onPending }: Props) {
  return (
    <div className="flex min-w-0 flex-col gap-4">
      {judgement.error ? (
        <Failure
          error={judgement.error}
          what="The check of the strategy"
          onRetry={() => void judgement.refetch()}
        />
      ) : null}
      <DocumentViews forms={judgement.data} pending={pending} onPending={onPending} />
    </div>
  )
}
