'use client'

import { RotateCw } from 'lucide-react'
import { useEffect } from 'react'

import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { useCountdown, waitText } from '@/hooks/use-countdown'
import { ProblemError } from '@/lib/problem'

function Retry({
  wait,
  isRetrying,
  onRetry,
}: {
  wait: number
  isRetrying: boolean
  onRetry: () => void
}) {
  const { left, start } = useCountdown(wait)
  useEffect(() => {
    // Another refusal says anew how long to wait.
    if (!isRetrying) start(wait)
  }, [isRetrying, start, wait])
  const isOff = left > 0 || isRetrying
  return (
    // Not `disabled`: the focus would be gone with the press.
    <Button size="sm" aria-disabled={isOff} onClick={() => isOff || onRetry()}>
      <RotateCw aria-hidden />
      {isRetrying ? 'Trying again …' : left > 0 ? `Retry in ${waitText(left)}` : 'Retry'}
    </Button>
  )
}

interface Props {
  error: unknown
  what: string
  onRetry?: () => void
  isRetrying?: boolean
}

/** What went wrong in a sentence, what to do about it, and the id that finds it in the logs. */
export function Failure({ error, what, onRetry, isRetrying = false }: Props) {
  const problem = error instanceof ProblemError ? error : null
  return (
    <Alert tone="bad" role="alert" title={`${what} could not be loaded`}>
      <p>{problem?.message ?? 'Something went wrong in this part of the page.'}</p>
      <div className="mt-2 flex flex-wrap items-center gap-3">
        {onRetry ? (
          <Retry wait={problem?.retryAfter ?? 0} isRetrying={isRetrying} onRetry={onRetry} />
        ) : null}
        {problem?.code ? (
          <span className="text-2xs text-muted-foreground">Code {problem.code}</span>
        ) : null}
        {problem?.requestId ? (
          <button
            type="button"
            className="min-h-6 text-2xs text-muted-foreground underline underline-offset-2"
            onClick={() => void navigator.clipboard?.writeText(problem.requestId ?? '')}
          >
            Copy request id
          </button>
        ) : null}
      </div>
    </Alert>
  )
}
