'use client'

import { parseAsString, useQueryState } from 'nuqs'
import { useMemo } from 'react'

import { CompareChart, LineSample } from '@/components/charts/compare-chart'
import { Page } from '@/components/layout/page'
import { Link } from '@/components/link'
import { Awaited } from '@/components/states/awaited'
import { Empty } from '@/components/states/empty'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { Skeleton } from '@/components/ui/skeleton'
import { useFormat } from '@/hooks/use-format'
import type { Formatter } from '@/lib/format'

import { useComparison } from '../api'
import { linesOf } from '../compare'
import type { Compared } from '../model'
import { idsOf } from '../selection'

import { CompareMetrics } from './compare-metrics'
import { CompareSettings } from './compare-settings'

function Outline() {
  return (
    <div className="flex flex-col gap-4">
      <Skeleton className="h-96 w-full" />
      <Skeleton className="h-64 w-full" />
    </div>
  )
}

interface SideProps {
  items: readonly Compared[]
  format: Formatter
  onWithout: (id: string) => void
}

function SideBySide({ items, format, onWithout }: SideProps) {
  const lines = useMemo(() => linesOf(items), [items])
  return (
    <div className="flex flex-col gap-4">
      <ul className="flex flex-col gap-2">
        {items.map(({ backtest }, index) => (
          <li key={backtest.id} className="flex items-center gap-x-3">
            <LineSample index={index} />
            <span className="font-semibold">{lines[index]?.letter}</span>
            <Link
              href={`/backtests/${backtest.id}`}
              className="min-h-6 min-w-0 leading-6 wrap-anywhere text-primary underline-offset-4 hover:underline"
            >
              {lines[index]?.name}
            </Link>
            {items.length > 2 ? (
              <Button
                size="sm"
                variant="ghost"
                className="shrink-0"
                aria-label={`Leave out ${lines[index]?.letter}`}
                onClick={() => onWithout(backtest.id)}
              >
                Leave out
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      <Card>
        <CardHeader title="Equity, each beginning with 100" />
        <CompareChart items={lines} format={format} title="Equity of the runs" />
      </Card>
      <section>
        <CardHeader title="Figures" hint="The best of each row is bold" />
        <CompareMetrics items={items} format={format} />
      </section>
      <CompareSettings items={items} />
      <p className="text-2xs text-muted-foreground">
        Simulated past results do not predict future results.
      </p>
    </div>
  )
}

/** Two to four finished runs over each other. */
export function BacktestCompare() {
  const [text, setText] = useQueryState('ids', parseAsString.withDefault(''))
  const ids = idsOf(text)
  const format = useFormat()
  const comparison = useComparison(ids)
  const back = (
    <Button asChild>
      <Link href="/backtests">All backtests</Link>
    </Button>
  )
  return (
    <Page
      title="Compare backtests"
      lead="Two to four finished runs side by side: their equity from the same start, the best of every figure, and where their settings differ."
      actions={back}
    >
      {ids.length < 2 ? (
        <Empty
          title="Choose what to compare"
          action={
            <Button variant="primary" asChild>
              <Link href={`/backtests?status=completed&ids=${ids.join(',')}`}>Choose runs</Link>
            </Button>
          }
        >
          {ids.length === 1
            ? 'One run is chosen: select one to three more in the list.'
            : 'Select two to four completed runs in the list.'}
        </Empty>
      ) : (
        <Awaited query={comparison} what="comparison" skeleton={<Outline />}>
          {({ items }) => (
            <SideBySide
              items={items}
              format={format}
              onWithout={(id) => void setText(ids.filter((each) => each !== id).join(','))}
            />
          )}
        </Awaited>
      )}
    </Page>
  )
}
