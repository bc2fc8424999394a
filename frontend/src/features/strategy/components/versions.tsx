'use client'

import { parseAsInteger, useQueryStates } from 'nuqs'
import { useState } from 'react'

import { Awaited } from '@/components/states/awaited'
import { Alert } from '@/components/ui/alert'
import { Card, CardHeader } from '@/components/ui/card'
import { Pagination } from '@/components/ui/pagination'
import { Skeleton } from '@/components/ui/skeleton'
import { useFormat } from '@/hooks/use-format'

import { useRestore, useVersions, VERSIONS_LIMIT } from '../api'
import { comparedVersions, type Strategy } from '../model'

import { CompareForm } from './compare-form'
import { RestoreDialog } from './restore-dialog'
import { VersionDiff } from './version-diff'
import { VersionRow } from './version-row'

const PARSERS = {
  older: parseAsInteger,
  newer: parseAsInteger,
  versions: parseAsInteger.withDefault(1),
}

/** Every saved state of a strategy, what differs between two, and the way back to one. */
export function Versions({ strategy }: { strategy: Strategy }) {
  const { id, version: newest, status } = strategy
  const [{ older, newer, versions: page }, set] = useQueryStates(PARSERS)
  const [asked, setAsked] = useState<number | null>(null)
  const query = useVersions(id, Math.max(1, page))
  const restoring = useRestore()
  const format = useFormat()
  const isOff = restoring.isPending || status === 'active'
  const pair = comparedVersions(newest, { older, newer })
  const compare = (next: { older: number; newer: number }) => void set(next)
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(20rem,2fr)_3fr]">
      <Card aria-labelledby="versions-title">
        <CardHeader
          id="versions-title"
          title="Versions"
          hint={`Every save that changes something is one · times in ${format.viewer.timezone}`}
        />
        {restoring.error ? (
          <Alert tone="bad" role="alert" title="The version could not be restored" className="mb-2">
            {restoring.error instanceof Error ? restoring.error.message : null}
          </Alert>
        ) : null}
        <Awaited query={query} what="versions" skeleton={<Skeleton className="h-32 w-full" />}>
          {({ items, total }) => (
            <>
              <ol aria-label="Versions, the newest first">
                {items.map((each) => (
                  <VersionRow
                    key={each.number}
                    version={each}
                    isNewest={each.number === newest}
                    isCompared={newest > 1 && [pair.older, pair.newer].includes(each.number)}
                    isOff={isOff}
                    format={format}
                    onCompare={() => compare({ older: each.number - 1, newer: each.number })}
                    onRestore={() => setAsked(each.number)}
                  />
                ))}
              </ol>
              <Pagination
                page={Math.max(1, page)}
                limit={VERSIONS_LIMIT}
                total={total}
                onPage={(next) => void set({ versions: next })}
              />
            </>
          )}
        </Awaited>
      </Card>
      <Card aria-labelledby="diff-title" className="flex flex-col gap-3">
        <CardHeader id="diff-title" title="What changed" />
        {newest === 1 ? (
          <p className="text-muted-foreground">
            There is one version so far. The next save that changes something makes the second one.
          </p>
        ) : (
          <>
            <CompareForm newest={newest} {...pair} onCompare={compare} />
            <VersionDiff id={id} {...pair} />
          </>
        )}
      </Card>
      <RestoreDialog
        strategy={strategy}
        number={asked}
        restoring={restoring}
        onClose={() => setAsked(null)}
      />
    </div>
  )
}
