'use client'

import { Suspense, useState, type ReactNode } from 'react'

import { SaveCsv } from '@/components/save-csv'
import { Button } from '@/components/ui/button'
import type { Cell } from '@/lib/csv'

interface Props {
  /** The picture in one sentence. */
  summary: string
  /** What the cursor stands on. */
  readout: ReactNode
  controls?: ReactNode
  /** The same as numbers. */
  table: () => ReactNode
  /** What its CSV file is called and what stands in it. */
  file: { name: readonly string[]; rows: () => readonly (readonly Cell[])[] }
  caption?: ReactNode
  children: ReactNode
}

/** A chart with what it says in a sentence, in a table and in a file. */
export function ChartFrame(props: Props) {
  const { summary, readout, controls, table, file, caption, children } = props
  const [isTable, setIsTable] = useState(false)
  return (
    <figure aria-label={summary} className="flex min-w-0 flex-col gap-2">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        {readout}
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-2xs">
          {controls}
          <span className="flex gap-2">
            <Button size="sm" aria-pressed={isTable} onClick={() => setIsTable(!isTable)}>
              {isTable ? 'View as chart' : 'View as table'}
            </Button>
            <SaveCsv size="sm" label="CSV" name={file.name} what="rows" rows={file.rows} />
          </span>
        </div>
      </div>
      {isTable ? <Suspense fallback={null}>{table()}</Suspense> : null}
      <div hidden={isTable} className="min-w-0">
        {children}
      </div>
      {caption ? (
        <figcaption className="flex flex-wrap gap-x-4 gap-y-1 text-2xs text-muted-foreground">
          {caption}
        </figcaption>
      ) : null}
    </figure>
  )
}
