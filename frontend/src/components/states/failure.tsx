'use client'

import { RotateCw } from 'lucide-react'
import { useEffect, useState } from 'react'

import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { ProblemError } from '@/lib/problem'

function useCountdown(seconds: number | null): number {
  const [left, setLeft] = useState(seconds ?? 0)
  useEffect(() => {
    if (left <= 0) return
    const timer = setTimeout(() => setLeft(left - 1), 1_000)
    return () => clearTimeout(timer)
  }, [left])
  return left
}

interface Props {
  error: unknown
  what: string
  onRetry?: () => void
}

/** What went wrong in a sentence, what to do about it, and the id that finds it in the logs. */
export function Failure({ error, what, onRetry }: Props) {
  const problem = error instanceof ProblemError ? error : null
  const left = useCountdown(problem?.retryAfter ?? null)
  return (
    <Alert tone="bad" role="alert" title={`${what} could not be loaded`}>
      <p>{problem?.message ?? 'Something went wrong in this part of the page.'}</p>
      <div className="mt-2 flex flex-wrap items-center gap-3">
        {onRetry ? (
          <Button size="sm" onClick={onRetry} disabled={left > 0}>
            <RotateCw aria-hidden />
            {left > 0 ? `Retry in ${left} s` : 'Retry'}
          </Button>
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
