'use client'

import type { ReactNode } from 'react'

import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'

import { Failure } from './failure'
import { Loading } from './loading'

interface Asked<T> {
  data: T | undefined
  error: unknown
  isPending: boolean
  refetch: () => unknown
}

interface Props<T> {
  query: Asked<T>
  /** "strategies": stands in "Loading strategies". */
  what: string
  skeleton: ReactNode
  children: (data: T) => ReactNode
}

/** A query as a person meets it: the layout to come, the answer, or why there is none. */
export function Awaited<T>({ query, what, skeleton, children }: Props<T>) {
  const title = what.charAt(0).toUpperCase() + what.slice(1)
  const retry = () => void query.refetch()
  if (query.data === undefined) {
    if (query.error) return <Failure error={query.error} what={title} onRetry={retry} />
    return <Loading what={what}>{skeleton}</Loading>
  }
  return (
    <>
      {query.error ? (
        <Alert tone="warn" className="mb-3" role="status">
          These {what} are from an earlier answer: the server could not be asked again.{' '}
          <Button variant="link" size="bare" onClick={retry}>
            Retry
          </Button>
        </Alert>
      ) : null}
      {children(query.data)}
    </>
  )
}
