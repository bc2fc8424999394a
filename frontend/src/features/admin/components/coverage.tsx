'use client'

import { useState } from 'react'

import { Awaited } from '@/components/states/awaited'
import { Empty } from '@/components/states/empty'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'
import { Skeleton } from '@/components/ui/skeleton'
import { Table, Td, Th } from '@/components/ui/table'
import { useFormat } from '@/hooks/use-format'

import { useCoverage } from '../api'
import { useFilters } from '../hooks/use-filters'
import { matrixOf, type Series } from '../model'
import { SearchField } from './search-field'

function GapBadge({ series }: { series: Series }) {
  const format = useFormat()
  if (series.bars === 0) return <Badge>Empty</Badge>
  if (series.gaps === null) return <Badge>Not counted</Badge>
  const { missing_bars } = series.gaps
  return missing_bars === 0 ? (
    <Badge tone="good">Complete</Badge>
  ) : (
    <Badge tone="warn">{format.integer(missing_bars)} missing</Badge>
  )
}

function Facts({ series }: { series: Series }) {
  const format = useFormat()
  const { gaps } = series
  const facts = [
    ['First bar', format.dateTime(series.first)],
    ['Last bar', format.dateTime(series.last)],
    ['Bars', format.integer(series.bars)],
    ['Calendar', series.calendar],
    ['Gaps', gaps === null ? 'not counted yet' : format.integer(gaps.count)],
    ['Missing bars', gaps === null ? '–' : format.integer(gaps.missing_bars)],
    [
      'Longest gap',
      gaps === null || gaps.count === 0 ? '–' : format.duration(gaps.longest_seconds),
    ],
    ['Count', series.is_current ? 'up to date' : 'bars were written since'],
  ] as const
  return (
    <>
      <p className="mb-2 font-semibold">
        {series.symbol} · {series.timeframe} · {series.source}
      </p>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted-foreground">{name}</dt>
            <dd className="figure text-right">{value}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}

function Cell({ series }: { series: Series | undefined }) {
  const format = useFormat()
  const [isOpen, setIsOpen] = useState(false)
  if (series === undefined) return <span className="text-muted-foreground">–</span>
  return (
    <Popover open={isOpen} onOpenChange={setIsOpen}>
      <PopoverTrigger asChild>
        <button
          type="button"
          className="flex min-h-9 w-full flex-wrap items-center justify-between gap-2 rounded-md px-2 text-left hover:bg-muted"
          aria-label={`${series.symbol}, ${series.timeframe}: ${format.integer(series.bars)} bars`}
        >
          <span className="figure">{format.integer(series.bars)}</span>
          <GapBadge series={series} />
        </button>
      </PopoverTrigger>
      <PopoverContent aria-label={`${series.symbol}, ${series.timeframe}`}>
        <Facts series={series} />
      </PopoverContent>
    </Popover>
  )
}

function Matrix({ series }: { series: readonly Series[] }) {
  const { search, clear } = useFilters()
  const { timeframes, rows } = matrixOf(series, search)
  if (series.length === 0) {
    return (
      <Empty title="No candles are stored yet">
        They come with the venues that the server follows, and with imported files.
      </Empty>
    )
  }
  if (rows.length === 0) {
    return (
      <Empty title="No series matches" action={<Button onClick={clear}>Clear the filter</Button>} />
    )
  }
  return (
    <Table label="Stored series, symbols by timeframes">
      <thead>
        <tr>
          <Th>Symbol</Th>
          <Th>Source</Th>
          {timeframes.map((timeframe) => (
            <Th key={timeframe}>{timeframe}: bars, gaps</Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, symbol, source, isPrivate, cells }) => (
          <tr key={key}>
            <Th scope="row" className="text-foreground">
              {symbol}
            </Th>
            <Td className="whitespace-nowrap">
              {source} {isPrivate ? <Badge>one user’s</Badge> : null}
            </Td>
            {timeframes.map((timeframe) => (
              <Td key={timeframe} className="min-w-40 px-1">
                <Cell series={cells[timeframe]} />
              </Td>
            ))}
          </tr>
        ))}
      </tbody>
    </Table>
  )
}

/** Every stored series of everybody, and what is missing in it. */
export function CoverageMatrix() {
  const coverage = useCoverage()
  const { search, filter } = useFilters()
  return (
    <>
      <div className="mb-3">
        <SearchField
          label="Symbol, source or timeframe"
          value={search}
          onSearch={(text) => filter({ search: text })}
        />
      </div>
      <Awaited query={coverage} what="coverage" skeleton={<Skeleton className="h-96 w-full" />}>
        {({ items }) => <Matrix series={items} />}
      </Awaited>
    </>
  )
}
