'use client'

import { useQueryState } from 'nuqs'
import { useState } from 'react'

import { Page } from '@/components/layout/page'
import { Link } from '@/components/link'
import { Awaited } from '@/components/states/awaited'
import { Button } from '@/components/ui/button'
import { Empty } from '@/components/states/empty'
import { Skeleton } from '@/components/ui/skeleton'
import { useMe } from '@/hooks/use-format'
import { ProblemError } from '@/lib/problem'

import { useIndicators, useStrategy, useTemplates, type Strategy } from '../api'
import { isSame, type JsonObject } from '../json'
import { draftKey, readDraft } from '../local-draft'
import { blankDocument } from '../model'
import { Editor } from './editor'

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

interface OpenProps {
  userId: string
  /** "new", "new:<template>" or the id of the strategy. */
  place: string
  document: JsonObject
  strategy: Strategy | undefined
}

/** The editor, once everything it begins with is here. */
function Open({ userId, place, document, strategy }: OpenProps) {
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
    <Page title={title}>
      <Awaited query={query} what="strategy" skeleton={<Waiting />}>
        {() => null}
      </Awaited>
    </Page>
  )
}

/** A new strategy, empty or from a template. */
export function NewStrategy() {
  const [template] = useQueryState('template')
  const me = useMe()
  const indicators = useIndicators()
  const templates = useTemplates(template !== null)
  const title = 'New strategy'
  if (me.data === undefined || indicators.data === undefined)
    return <Waited title={title} queries={[me, indicators]} />
  if (template === null)
    return <Open key="new" userId={me.data.id} place="new" document={BLANK} strategy={undefined} />
  if (templates.data === undefined) return <Waited title={title} queries={[templates]} />
  const found = templates.data.items.find(({ key }) => key === template)
  if (found === undefined) return <NoTemplate />
  return (
    <Open
      key={template}
      userId={me.data.id}
      place={`new:${template}`}
      document={found.document as JsonObject}
      strategy={undefined}
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
  const me = useMe()
  const indicators = useIndicators()
  const strategy = useStrategy(id)
  const error = strategy.data === undefined ? strategy.error : null
  if (error instanceof ProblemError && (error.status === 404 || error.status === 422))
    return <NoStrategy />
  if (me.data === undefined || indicators.data === undefined || strategy.data === undefined)
    return <Waited title="Edit strategy" queries={[me, indicators, strategy]} />
  return (
    <Open
      key={id}
      userId={me.data.id}
      place={id}
      document={strategy.data.document as JsonObject}
      strategy={strategy.data}
    />
  )
}
