'use client'

import { useDeferredValue, useState, type ReactNode } from 'react'

import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'

import { Failure } from './failure'
import { Loading } from './loading'

interface Asked<T> {
  data: T | undefined
  error: unknown
  isPending: boolean
  /** "paused": there is no network to ask. */
  fetchStatus?: 'fetching' | 'paused' | 'idle'
  refetch: () => unknown
}

interface Props<T> {
  query: Asked<T>
  /** "strategies": stands in "Loading strategies". */
  what: string
  skeleton: ReactNode
  children: (data: T) => ReactNode
}

/** What stands where an answer should be: the layout to come, or why there is none. */
function Unanswered<T>({ query, what, skeleton }: Omit<Props<T>, 'children'>) {
  const title = what.charAt(0).toUpperCase() + what.slice(1)
  const [failed, setFailed] = useState<unknown>(null)
  if (query.error && query.error !== failed) setFailed(query.error)
  if (query.fetchStatus === 'paused') {
    return (
      <Alert tone="warn" role="status" title={`The network is needed to load ${what}`}>
        It begins by itself as soon as the network is back.
      </Alert>
    )
  }
  // A second try does not take the reason of the first one away before it has an answer.
  const error = query.error ?? failed
  if (error) {
    const retry = () => void query.refetch()
    const isRetrying = query.fetchStatus === 'fetching'
    return <Failure error={error} what={title} onRetry={retry} isRetrying={isRetrying} />
  }
  return <Loading what={what}>{skeleton}</Loading>
}

/** A query as a person meets it: the layout to come, the answer, or why there is none. */
export function Awaited<T>({ query, what, skeleton, children }: Props<T>) {
  // What an answer draws may be large: it is drawn in slices, and nothing waits for it.
  const isDrawn = useDeferredValue(query.data !== undefined)
  if (query.data === undefined || !isDrawn) {
    return <Unanswered query={query} what={what} skeleton={skeleton} />
  }
  return (
    <>
      {query.error ? (
        <Alert tone="warn" className="mb-3" role="status">
          This is from an earlier answer: the server could not be asked again.{' '}
          <Button variant="link" size="bare" onClick={() => void query.refetch()}>
            Retry
          </Button>
        </Alert>
      ) : null}
      {children(query.data)}
    </>
  )
}
