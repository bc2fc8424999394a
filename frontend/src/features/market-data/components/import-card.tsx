'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { Card, CardHeader } from '@/components/ui/card'

import type { Report } from '../upload'
import { ImportForm } from './import-form'
import { ImportReport } from './import-report'

/** A candle file of one's own, and what became of it. */
export function ImportCard() {
  const client = useQueryClient()
  const [report, setReport] = useState<Report | null>(null)
  const onDone = (done: Report) => {
    setReport(done)
    void client.invalidateQueries({
      predicate: ({ queryKey }) => String(queryKey[1]).startsWith('/api/v1/market'),
    })
  }
  return (
    <Card id="import" aria-labelledby="import-title">
      <CardHeader
        id="import-title"
        title="Import a candle file"
        hint="CSV, Parquet or JSON with time, open, high, low, close and volume. A file that is refused changes nothing."
      />
      {report === null ? (
        <ImportForm onDone={onDone} />
      ) : (
        <ImportReport report={report} onAgain={() => setReport(null)} />
      )}
    </Card>
  )
}
