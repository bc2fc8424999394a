'use client'

import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  sortFn_basic,
  tableFeatures,
} from '@tanstack/react-table'
import type { ReactNode } from 'react'

import { cn } from '@/lib/cn'
import { directionOf, type Formatter } from '@/lib/format'

import { reasonLabel, secondsHeld, type Trade } from '../trades'

export const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
})

const helper = createColumnHelper<typeof features, Trade>()

export interface Spec {
  id: string
  header: string
  /** Pixels: a table that only draws some rows cannot measure its columns. */
  width: number
  isText?: boolean
  /** What it sorts by. */
  value: (trade: Trade) => number | string
  cell: (trade: Trade) => ReactNode
}

function Signed({ value, children }: { value: number; children: string }) {
  const direction = directionOf(value)
  return (
    <span className={cn(direction > 0 && 'text-gain', direction < 0 && 'text-loss')}>
      {children}
    </span>
  )
}

function Moment({ value, format }: { value: string; format: Formatter }) {
  return (
    <time dateTime={value} title={value}>
      {format.dateTime(value)}
    </time>
  )
}

/** What was traded, when and at which price. */
function dealSpecs(format: Formatter, lotStep: number): Spec[] {
  const zone = format.viewer.timezone
  return [
    {
      id: 'number',
      header: '#',
      width: 60,
      isText: true,
      value: (t) => t.number,
      cell: (t) => t.number,
    },
    {
      id: 'side',
      header: 'Side',
      width: 68,
      isText: true,
      value: (t) => t.side,
      cell: (t) => (t.side === 'long' ? 'Long' : 'Short'),
    },
    {
      id: 'entry_time',
      header: `Entry (${zone})`,
      width: 156,
      isText: true,
      value: (t) => Date.parse(t.entry_time),
      cell: (t) => <Moment value={t.entry_time} format={format} />,
    },
    {
      id: 'entry_price',
      header: 'Entry price',
      width: 108,
      value: (t) => t.entry_price,
      cell: (t) => format.price(t.entry_price),
    },
    {
      id: 'exit_time',
      header: `Exit (${zone})`,
      width: 156,
      isText: true,
      value: (t) => Date.parse(t.exit_time),
      cell: (t) => <Moment value={t.exit_time} format={format} />,
    },
    {
      id: 'exit_price',
      header: 'Exit price',
      width: 100,
      value: (t) => t.exit_price,
      cell: (t) => format.price(t.exit_price),
    },
    {
      id: 'quantity',
      header: 'Quantity',
      width: 108,
      value: (t) => t.quantity,
      cell: (t) => format.quantity(t.quantity, lotStep),
    },
  ]
}

/** What came of it. */
function resultSpecs(format: Formatter, currency: string): Spec[] {
  const excursion = (pct: number | null) => format.percent(pct, { signed: true })
  return [
    {
      id: 'pnl',
      header: `P&L (${currency})`,
      width: 120,
      value: (t) => t.pnl,
      cell: (t) => <Signed value={t.pnl}>{format.ratio(t.pnl, { signed: true })}</Signed>,
    },
    {
      id: 'return_pct',
      header: 'Return',
      width: 92,
      value: (t) => t.return_pct,
      cell: (t) => (
        <Signed value={t.return_pct}>{format.percent(t.return_pct, { signed: true })}</Signed>
      ),
    },
    {
      id: 'duration',
      header: 'Duration',
      width: 96,
      value: secondsHeld,
      cell: (t) => format.duration(secondsHeld(t)),
    },
    {
      id: 'reason',
      header: 'Reason',
      width: 132,
      isText: true,
      value: (t) => reasonLabel(t.reason),
      cell: (t) => reasonLabel(t.reason),
    },
    {
      id: 'mae_pct',
      header: 'MAE',
      width: 92,
      value: (t) => t.mae_pct ?? -Infinity,
      cell: (t) => excursion(t.mae_pct),
    },
    {
      id: 'mfe_pct',
      header: 'MFE',
      width: 92,
      value: (t) => t.mfe_pct ?? -Infinity,
      cell: (t) => excursion(t.mfe_pct),
    },
  ]
}

/** Return the columns of the trade table as one person reads them. */
export function tradeSpecs(format: Formatter, currency: string, lotStep: number): Spec[] {
  return [...dealSpecs(format, lotStep), ...resultSpecs(format, currency)]
}

export function tradeColumns(specs: readonly Spec[]) {
  return helper.columns(
    specs.map(({ id, header, value }) =>
      helper.accessor(value, { id, header, sortFn: sortFn_basic }),
    ),
  )
}
