'use client'

import type { Header, Row } from '@tanstack/react-table'
import { ArrowDown, ArrowUp, ArrowUpDown } from 'lucide-react'
import { memo } from 'react'

import { cn } from '@/lib/cn'

import type { Trade } from '../trades'
import type { features, Spec } from './trade-columns'

const GLYPHS = { asc: ArrowUp, desc: ArrowDown, none: ArrowUpDown }
const CELL = 'truncate border-b border-border px-3'
const WORDS = { asc: 'ascending', desc: 'descending', none: 'none' } as const

/** A column's heading: a button that sorts by it. */
export function TradeHeading({
  header: { column },
  spec,
}: {
  header: Header<typeof features, Trade, unknown>
  spec: Spec
}) {
  const direction = column.getIsSorted() || 'none'
  const Glyph = GLYPHS[direction]
  return (
    <th
      scope="col"
      aria-sort={WORDS[direction]}
      className={cn(
        'sticky top-0 z-10 border-b border-border bg-card px-1 text-2xs font-medium text-muted-foreground',
        spec.isText ? 'text-left' : 'text-right',
      )}
    >
      <button
        type="button"
        className="inline-flex min-h-9 items-center gap-1 rounded-md px-2 whitespace-nowrap hover:text-foreground"
        onClick={column.getToggleSortingHandler()}
      >
        {spec.header}
        <Glyph aria-hidden className={cn('size-3', direction === 'none' && 'opacity-50')} />
      </button>
    </th>
  )
}

interface Props {
  row: Row<typeof features, Trade>
  index: number
  specs: readonly Spec[]
  isSelected: boolean
  /** Whether Tab reaches this row; the arrow keys lead to the others. */
  isReachable: boolean
}

/** A trade; drawn again only when something about itself changes, so scrolling stays smooth. */
export const TradeRow = memo(function TradeRow(props: Props) {
  const { row, index, specs, isSelected, isReachable } = props
  return (
    <tr
      data-row={index}
      aria-rowindex={index + 2}
      aria-current={isSelected ? 'true' : undefined}
      tabIndex={isReachable ? 0 : -1}
      className={cn(
        'h-9 cursor-pointer hover:bg-muted focus-visible:-outline-offset-2',
        isSelected && 'bg-accent',
      )}
    >
      {specs.map(({ id, isText, cell }) => (
        <td key={id} className={isText ? `${CELL} text-left` : `${CELL} text-right`}>
          {cell(row.original)}
        </td>
      ))}
    </tr>
  )
})
