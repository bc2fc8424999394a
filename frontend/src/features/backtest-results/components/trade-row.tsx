'use client'

import { FlexRender, type Header, type Row } from '@tanstack/react-table'
import { ArrowDown, ArrowUp, ArrowUpDown } from 'lucide-react'

import { cn } from '@/lib/cn'

import type { Trade } from '../trades'
import type { features, Spec } from './trade-columns'

const GLYPHS = { asc: ArrowUp, desc: ArrowDown, none: ArrowUpDown }
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
  onFocus: () => void
  onOpen: () => void
}

export function TradeRow({ row, index, specs, isSelected, isReachable, onFocus, onOpen }: Props) {
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
      onFocus={onFocus}
      onClick={onOpen}
    >
      {row.getAllCells().map((cell, place) => (
        <td
          key={cell.id}
          className={cn(
            'truncate border-b border-border px-3',
            specs[place]?.isText ? 'text-left' : 'text-right',
          )}
        >
          <FlexRender cell={cell} />
        </td>
      ))}
    </tr>
  )
}
