'use client'

import { useQueryState } from 'nuqs'
import { useDeferredValue, useState, type ComponentType } from 'react'

import { Page } from '@/components/layout/page'
import { Link } from '@/components/link'
import { Awaited } from '@/components/states/awaited'
import { Button } from '@/components/ui/button'
import { Empty } from '@/components/states/empty'
import { Skeleton } from '@/components/ui/skeleton'
import { useCode } from '@/hooks/use-code'
import { useMe } from '@/hooks/use-format'
import { ProblemError } from '@/lib/problem'

import { useIndicators, useStrategy, useTemplates, type Strategy } from '../api'
import type { EditorProps } from '../hooks/use-editor'
import { isSame, type JsonObject } from '../json'
import { draftKey, readDraft } from '../local-draft'
import { blankDocument } from '../model'
import { BuilderPage } from './builder-page'

const BLANK = blankDocument()

function Waiting() {
  return (
    <div className="flex flex-col gap-4">
      <Skeleton className="h-9 w-60" />
      <Skeleton className="h-48" />
      <Skeleton className="h-72" />
    </div>
  )
}

const loadEditor = () => import('./editor').then((part) => part.Editor)

interface OpenProps {
  Editor: ComponentType<EditorProps>
  userId: string
  /** "new", "new:<template>" or the id of the strategy. */
  place: string
  document: JsonObject
  strategy: Strategy | undefined
}

/** The editor, once everything it begins with is here. */
function Open({ Editor, userId, place, document, strategy }: OpenProps) {
  const keptAs = draftKey(userId, place)
  const [begun] = useState(() => {
    const draft = readDraft(keptAs)
    return draft !== null && !isSame(draft.document, document) ? draft : null
  })
  return (
    <Editor
      document={document}
      saved={strategy ? { id: strategy.id, version: strategy.version } : null}
      restored={begun}
      keptAs={keptAs}
      newest={strategy}
    />
  )
}

interface Asked {
  data: unknown
  error: unknown
  refetch: () => unknown
}

/**
 * Return whether all of it is here. The editor is the largest tree there is: what waits for this
 * is drawn in slices, and the page answers in between.
 */
function useAllHere(queries: readonly Asked[]): boolean {
  return useDeferredValue(queries.every(({ data }) => data !== undefined))
}

/** A page of the builder until all it needs is here, and why it is not. */
function Waited({ title, queries }: { title: string; queries: readonly Asked[] }) {
  const missing = queries.filter(({ data }) => data === undefined)
  const query = {
    data: undefined,
    error: missing.find(({ error }) => error)?.error ?? null,
    isPending: true,
    refetch: () => missing.forEach((each) => void each.refetch()),
  }
  return (
    <BuilderPage title={title} state="Opening …">
      <Awaited query={query} what="strategy" skeleton={<Waiting />}>
        {() => null}
      </Awaited>
    </BuilderPage>
  )
}

/** A new strategy, empty or from a template. */
export function NewStrategy() {
  const [template] = useQueryState('template')
  const editor = useCode('editor', loadEditor)
  const me = useMe()
  const indicators = useIndicators()
  const templates = useTemplates(template !== null)
  const queries = [me, indicators, editor, ...(template === null ? [] : [templates])]
  const isHere = useAllHere(queries)
  if (!isHere || !me.data || !editor.data) return <Waited title="New strategy" queries={queries} />
  const common = { Editor: editor.data, userId: me.data.id, strategy: undefined }
  if (template === null) return <Open key="new" {...common} place="new" document={BLANK} />
  if (!templates.data) return <Waited title="New strategy" queries={[templates]} />
  const found = templates.data.items.find(({ key }) => key === template)
  if (found === undefined) return <NoTemplate />
  return (
    <Open
      key={template}
      {...common}
      place={`new:${template}`}
      document={found.document as JsonObject}
    />
  )
}

function NoTemplate() {
  return (
    <Page title="New strategy">
      <Empty
        title="There is no such template"
        action={
          <Button asChild variant="primary">
            <Link href="/strategies/new">Start with an empty strategy</Link>
          </Button>
        }
      />
    </Page>
  )
}

function NoStrategy() {
  return (
    <Page title="No such strategy">
      <Empty
        title="This strategy does not exist"
        action={
          <Button asChild variant="primary">
            <Link href="/strategies">See your strategies</Link>
          </Button>
        }
      >
        It may have been deleted, or it is not yours.
      </Empty>
    </Page>
  )
}

/** A saved strategy under the pen. */
export function EditStrategy({ id }: { id: string }) {
  const editor = useCode('editor', loadEditor)
  const me = useMe()
  const indicators = useIndicators()
  const strategy = useStrategy(id)
  const queries = [me, indicators, strategy, editor]
  const isHere = useAllHere(queries)
  const error = strategy.data === undefined ? strategy.error : null
  if (error instanceof ProblemError && (error.status === 404 || error.status === 422))
    return <NoStrategy />
  if (!isHere || !me.data || !strategy.data || !editor.data)
    return <Waited title="Edit strategy" queries={queries} />
  return (
    <Open
      key={id}
      Editor={editor.data}
      userId={me.data.id}
      place={id}
      document={strategy.data.document as JsonObject}
      strategy={strategy.data}
    />
  )
}
