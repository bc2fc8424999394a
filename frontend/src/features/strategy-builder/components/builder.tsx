'use client'

import { useParams } from 'next/navigation'
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
  onMade: (id: string) => void
}

/** The editor, once everything it begins with is here. */
function Open({ Editor, userId, place, document, strategy, onMade }: OpenProps) {
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
      onMade={onMade}
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

/** What the builder begins with: a saved strategy, a template or nothing. */
function useBeginning(id: string | undefined, template: string | null) {
  const strategy = useStrategy(id ?? null)
  const isFromTemplate = id === undefined && template !== null
  const templates = useTemplates(isFromTemplate)
  if (id !== undefined) return { query: strategy, document: strategy.data?.document }
  if (!isFromTemplate) return { query: null, document: BLANK }
  const found = templates.data?.items.find(({ key }) => key === template)
  return { query: templates, document: found?.document }
}

/**
 * Number the editors: another place is another one, but not the address that a new strategy gets
 * with its first save. The focus and every step back stay.
 */
function useInstance(place: string) {
  const [open, setOpen] = useState({ place, made: null as string | null, number: 0 })
  if (open.place !== place)
    setOpen({ place, made: null, number: open.made === place ? open.number : open.number + 1 })
  return { number: open.number, onMade: (id: string) => setOpen({ ...open, made: id }) }
}

/** Return whether there is no such strategy, or none that is theirs. */
function isNowhere(query: Asked | null): boolean {
  return (
    query?.data === undefined &&
    query?.error instanceof ProblemError &&
    [404, 422].includes(query.error.status)
  )
}

/** The builder of the address: a new strategy, empty or from a template, or a saved one. */
export function Builder() {
  const { id } = useParams<{ id?: string }>()
  const [template] = useQueryState('template')
  const place = id ?? (template === null ? 'new' : `new:${template}`)
  const { number, onMade } = useInstance(place)
  const editor = useCode('editor', loadEditor)
  const me = useMe()
  const indicators = useIndicators()
  const { query, document } = useBeginning(id, template)
  const strategy = useStrategy(id ?? null).data
  const queries = [me, indicators, editor, ...(query === null ? [] : [query])]
  const isHere = useAllHere(queries)
  if (id !== undefined && isNowhere(query)) return <NoStrategy />
  if (!isHere || !me.data || !editor.data || (query !== null && !query.data))
    return <Waited title={id === undefined ? 'New strategy' : 'Edit strategy'} queries={queries} />
  if (document === undefined) return <NoTemplate />
  return (
    <Open
      key={number}
      Editor={editor.data}
      userId={me.data.id}
      place={place}
      document={document as JsonObject}
      strategy={strategy}
      onMade={onMade}
    />
  )
}
