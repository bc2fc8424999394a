'use client'

import { Failure } from '@/components/states/failure'
import { Alert } from '@/components/ui/alert'
import { Card, CardHeader } from '@/components/ui/card'
import { Skeleton } from '@/components/ui/skeleton'

import { useForms } from '../api'
import type { Strategy } from '../model'

/** What a strategy does, in sentences; the exact text form is one click away. */
export function RulesInWords({ document }: { document: Strategy['document'] }) {
  const forms = useForms(document)
  const { data, error } = forms
  return (
    <Card aria-labelledby="rules-title">
      <CardHeader
        id="rules-title"
        title="The rules in words"
        hint={data?.look_back ? `Needs ${data.look_back} bars before its first verdict` : undefined}
      />
      {data === undefined && error ? (
        <Failure error={error} what="The rules" onRetry={() => void forms.refetch()} />
      ) : null}
      {data === undefined && !error ? <Skeleton className="h-24 w-full" /> : null}
      {data?.words ? <p className="max-w-prose break-words">{data.words}</p> : null}
      {data && !data.is_valid ? (
        <Alert tone="warn" title="These rules cannot run as they are">
          <ul className="list-disc pl-4">
            {data.faults.map(({ pointer, message }) => (
              <li key={`${pointer} ${message}`}>{message}</li>
            ))}
          </ul>
        </Alert>
      ) : null}
      {data?.text ? (
        <details className="mt-3">
          <summary className="min-h-6 cursor-pointer text-primary">Exactly, as text</summary>
          <pre
            tabIndex={0}
            role="region"
            aria-label="The strategy as text"
            className="mt-2 overflow-x-auto rounded-md bg-muted p-3 font-mono text-2xs"
          >
            {data.text}
          </pre>
        </details>
      ) : null}
    </Card>
  )
}
