'use client'

import { ArrowDown, ArrowUp } from 'lucide-react'
import { useRef } from 'react'

import { Change } from '@/components/change'
import { useRowKeys } from '@/components/layout/use-row-keys'
import { useShortcut } from '@/components/layout/use-shortcut'
import { Link } from '@/components/link'
import { Checkbox } from '@/components/ui/checkbox'
import { Table, Td, Th } from '@/components/ui/table'
import { useNow } from '@/hooks/use-now'
import type { Formatter } from '@/lib/format'

import { metricOf, periodWords, secondsOf, type Listed } from '../model'
import { COMPARED_MOST, nextSort } from '../selection'

import { RemoveButton } from './remove-button'
import { StatusBadge } from './status-badge'

export interface RunsProps {
  runs: readonly Listed[]
  selected: readonly string[]
  onToggle: (id: string) => void
  format: Formatter
}

interface Props extends RunsProps {
  sort: string
  onSort: (sort: string) => void
}

interface Column {
  label: string
  sort?: string
  isText?: boolean
}

function columnsOf(zone: string): readonly Column[] {
  return [
    { label: 'Strategy', sort: 'strategy_name', isText: true },
    { label: 'Market', isText: true },
    { label: 'Period (UTC)', isText: true },
    { label: 'Return', sort: 'total_return_pct' },
    { label: 'Drawdown', sort: 'max_drawdown_pct' },
    { label: 'Sharpe', sort: 'sharpe_ratio' },
    { label: 'Trades', sort: 'total_trades' },
    { label: 'Status', sort: 'status', isText: true },
    { label: `Started (${zone})`, sort: 'created_at', isText: true },
    { label: 'Duration' },
  ]
}

function Heading({ column, sort, onSort }: Pick<Props, 'sort' | 'onSort'> & { column: Column }) {
  const { label, sort: by, isText = false } = column
  const align = isText ? '' : 'text-right'
  if (by === undefined) return <Th className={align}>{label}</Th>
  const isDown = sort === `-${by}`
  const isUp = sort === by
  const Icon = isDown ? ArrowDown : ArrowUp
  return (
    <Th className={align} aria-sort={isDown ? 'descending' : isUp ? 'ascending' : 'none'}>
      <button
        type="button"
        className="inline-flex min-h-6 items-center gap-1 hover:text-foreground"
        onClick={() => onSort(nextSort(sort, by, isText && by !== 'created_at'))}
      >
        {label}
        {isDown || isUp ? <Icon aria-hidden className="size-3" /> : null}
      </button>
    </Th>
  )
}

/** The duration of a run; only that of one on its way changes by itself. */
export function Duration({ run, format }: { run: Listed; format: Formatter }) {
  return run.status === 'running' ? (
    <Ticking run={run} format={format} />
  ) : (
    <>{format.duration(run.completed_at === null ? null : secondsOf(run, 0))}</>
  )
}

function Ticking({ run, format }: { run: Listed; format: Formatter }) {
  return <>{format.duration(secondsOf(run, useNow()))}</>
}

export function SelectBox({
  run,
  selected,
  onToggle,
}: Pick<RunsProps, 'selected' | 'onToggle'> & { run: Listed }) {
  const isSelected = selected.includes(run.id)
  const isFull = selected.length >= COMPARED_MOST && !isSelected
  return (
    <Checkbox
      aria-label={`Select ${run.strategy_name}, ${run.symbol} ${run.timeframe}, for comparison`}
      checked={isSelected}
      disabled={run.status !== 'completed' || isFull}
      onCheckedChange={() => onToggle(run.id)}
      className="disabled:opacity-40"
    />
  )
}

function Row({ run, selected, onToggle, format }: Omit<RunsProps, 'runs'> & { run: Listed }) {
  const trades = metricOf(run, 'total_trades')
  const drawdown = metricOf(run, 'max_drawdown_pct')
  return (
    <tr className="focus-within:bg-muted hover:bg-muted">
      <Td>
        <SelectBox run={run} selected={selected} onToggle={onToggle} />
      </Td>
      <Td className="max-w-36 2xl:max-w-72">
        <Link
          href={`/backtests/${run.id}`}
          data-row
          className="block min-h-6 truncate leading-6 font-medium text-primary hover:underline"
          title={run.strategy_name}
        >
          {run.strategy_name}
        </Link>
        {run.strategy_version === null ? null : (
          <span className="text-2xs text-muted-foreground">v{run.strategy_version}</span>
        )}
      </Td>
      <Td className="max-w-32 truncate" title={run.symbol}>
        {run.symbol} <span className="text-muted-foreground">{run.timeframe}</span>
      </Td>
      <Td className="figure">
        {periodWords(run)
          .split(' – ')
          .map((day, index) => (
            <span key={index} className="inline-block whitespace-nowrap">
              {index > 0 ? '– ' : ''}
              {day}&nbsp;
            </span>
          ))}
      </Td>
      <Td className="text-right">
        <Change value={metricOf(run, 'total_return_pct')} format={format} />
      </Td>
      <Td className="figure text-right whitespace-nowrap">{format.percent(drawdown)}</Td>
      <Td className="figure text-right">{format.ratio(metricOf(run, 'sharpe_ratio'))}</Td>
      <Td className="figure text-right">{format.integer(trades)}</Td>
      <Td>
        <StatusBadge status={run.status} percent={run.progress_pct} />
      </Td>
      <Td className="figure whitespace-nowrap" title={run.started_at ?? run.created_at}>
        {format.dateTime(run.started_at ?? run.created_at)}
      </Td>
      <Td className="figure text-right whitespace-nowrap">
        <Duration run={run} format={format} />
      </Td>
      <Td>
        <RemoveButton run={run} />
      </Td>
    </tr>
  )
}

/** All runs with their figures; j, k, Enter and x work the rows. */
export function RunTable({ runs, selected, onToggle, format, sort, onSort }: Props) {
  const body = useRef<HTMLTableSectionElement>(null)
  const current = useRowKeys(body)
  useShortcut('x', () => {
    const run = runs[current()]
    if (run?.status === 'completed') onToggle(run.id)
  })
  return (
    <Table label="Backtests" className="[&_td]:px-2 [&_th]:px-2">
      <thead>
        <tr>
          <Th>
            <span className="sr-only">Select</span>
          </Th>
          {columnsOf(format.viewer.timezone).map((column) => (
            <Heading key={column.label} column={column} sort={sort} onSort={onSort} />
          ))}
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody ref={body}>
        {runs.map((run) => (
          <Row key={run.id} run={run} selected={selected} onToggle={onToggle} format={format} />
        ))}
      </tbody>
    </Table>
  )
}
