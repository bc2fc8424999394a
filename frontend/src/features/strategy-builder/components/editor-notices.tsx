'use client'

import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { useFormat } from '@/hooks/use-format'

import type { Strategy } from '../api'
import type { Saved } from '../hooks/use-saving'

interface Props {
  restoredAt: number | null
  isDirty: boolean
  onDiscard: () => void
  newest: Strategy | undefined
  saved: Saved | null
  onCompare: (newest: Strategy) => void
}

/** What happened while somebody was away: a kept draft came back, another tab saved. */
export function EditorNotices({ restoredAt, isDirty, newest, saved, ...props }: Props) {
  const format = useFormat()
  const isOlder = newest !== undefined && saved !== null && newest.version > saved.version
  return (
    <>
      {restoredAt !== null && isDirty ? (
        <Alert role="status">
          Your unsaved changes of {format.dateTime(restoredAt)} are back.{' '}
          <Button variant="link" size="bare" onClick={props.onDiscard}>
            Discard them
          </Button>
        </Alert>
      ) : null}
      {isOlder ? (
        <Alert tone="warn" role="status">
          Version {newest.version} of this strategy was saved elsewhere.{' '}
          <Button variant="link" size="bare" onClick={() => props.onCompare(newest)}>
            {isDirty ? 'Compare' : 'Load it'}
          </Button>
        </Alert>
      ) : null}
    </>
  )
}
