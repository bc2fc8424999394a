'use client'

import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react'

import { Link } from '@/components/link'
import { Badge } from '@/components/ui/badge'
import { ActionButton } from '@/components/ui/action-button'
import { Table, Td, Th } from '@/components/ui/table'
import { useFormat } from '@/hooks/use-format'
import { chartHref, lengthOf, sourceName } from '@/lib/market'
import type { components } from '@/types/api.gen'

export type Series = components['schemas']['app__api__schemas__market_data__Series']

const COLUMNS = [
  ['source', 'Source', false],
  ['symbol', 'Symbol', false],
  ['timeframe', 'Timeframe', false],
  ['first', 'First bar', false],
  ['last', 'Last bar', false],
  ['bars', 'Bars', true],
] as const

interface SortProps {
  sort: string
  onSort: (sort: string) => void
}

function Heads({ sort, onSort }: SortProps) {
  const format = useFormat()
  return COLUMNS.map(([name, label, isNumber]) => {
    const isUp = sort === name
    const isDown = sort === `-${name}`
    const isMoment = name === 'first' || name === 'last'
    return (
      <Th
        key={name}
        aria-sort={isUp ? 'ascending' : isDown ? 'descending' : 'none'}
        className={isNumber ? 'text-right' : undefined}
      >
        <button
          type="button"
          className="inline-flex min-h-6 items-center gap-1 hover:text-foreground"
          onClick={() => onSort(isUp ? `-${name}` : name)}
        >
          {label}
          {isMoment ? ` (${format.viewer.timezone})` : ''}
          {isUp ? <ArrowUp aria-hidden className="size-3" /> : null}
          {isDown ? <ArrowDown aria-hidden className="size-3" /> : null}
        </button>
      </Th>
    )
  })
}

function Gaps({ gaps, timeframe }: Pick<Series, 'gaps' | 'timeframe'>) {
  const format = useFormat()
  if (gaps.count === 0) return <span className="text-muted-foreground">None</span>
  const longest = gaps.longest_seconds - lengthOf(timeframe) / 1_000
  return (
    <span title={`The longest: ${format.duration(longest)}`}>
      {format.integer(gaps.count)} ({format.integer(gaps.missing_bars)} bars)
    </span>
  )
}

interface Props extends SortProps {
  items: readonly Series[]
  onDelete: (series: Series) => void
}

/** What is stored, from when to when, and what is missing in it. */
export function CoverageTable({ items, sort, onSort, onDelete }: Props) {
  const format = useFormat()
  return (
    <Table label="Stored series">
      <thead>
        <tr>
          <Heads sort={sort} onSort={onSort} />
          <Th className="text-right">Gaps</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {items.map((series) => {
          const { source, symbol, timeframe } = series
          return (
            <tr key={`${source} ${symbol} ${timeframe}`}>
              <Td className="whitespace-nowrap">
                {sourceName(source)} {series.is_own ? <Badge>Imported</Badge> : null}
              </Td>
              <Td>
                <Link
                  href={chartHref(source, symbol, timeframe)}
                  title={symbol}
                  className="block max-w-56 truncate py-1 text-primary underline-offset-4 hover:underline"
                >
                  {symbol}
                </Link>
              </Td>
              <Td>{timeframe}</Td>
              <Td className="whitespace-nowrap">{format.dateTime(series.first)}</Td>
              <Td className="whitespace-nowrap">{format.dateTime(series.last)}</Td>
              <Td className="figure text-right">{format.integer(series.bars)}</Td>
              <Td className="figure text-right whitespace-nowrap">
                <Gaps gaps={series.gaps} timeframe={timeframe} />
              </Td>
              <Td className="text-right">
                {series.is_own ? (
                  <ActionButton
                    variant="ghost"
                    size="icon"
                    className="size-8 pointer-coarse:size-11"
                    aria-label={`Delete ${symbol} ${timeframe} of ${source}`}
                    onClick={() => onDelete(series)}
                  >
                    <Trash2 aria-hidden />
                  </ActionButton>
                ) : null}
              </Td>
            </tr>
          )
        })}
      </tbody>
    </Table>
  )
}
