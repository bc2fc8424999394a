'use client'

import { ArrowDown, ArrowUp } from 'lucide-react'
import type { ReactNode } from 'react'

import { Change } from '@/components/change'
import { Link } from '@/components/link'
import { Table, Td, Th } from '@/components/ui/table'
import { cn } from '@/lib/cn'
import type { Formatter } from '@/lib/format'

import { ariaSort, nextSort, type SortField, type Summary } from '../model'

import type { Chosen } from '../hooks/use-chosen'
import { Choice } from './choice'
import { LastResult } from './last-result'
import { StateBadge } from './state-badge'
import { StrategyMenu } from './strategy-menu'

interface Props {
  items: readonly Summary[]
  sort: string
  onSort: (sort: string) => void
  format: Formatter
  chosen: Chosen
}

interface HeadProps {
  field: SortField
  sort: string
  onSort: (sort: string) => void
  isFigure?: boolean
  children: ReactNode
}

function Head({ field, sort, onSort, isFigure = false, children }: HeadProps) {
  const sorted = ariaSort(sort, field)
  const Icon = sorted === 'ascending' ? ArrowUp : ArrowDown
  return (
    <Th aria-sort={sorted}>
      <button
        type="button"
        className={cn(
          'flex min-h-6 w-full items-center gap-1 hover:text-foreground',
          isFigure && 'flex-row-reverse',
          sorted !== 'none' && 'text-foreground',
        )}
        onClick={() => onSort(nextSort(sort, field))}
      >
        {children}
        <Icon aria-hidden className={cn('size-3.5', sorted === 'none' && 'invisible')} />
      </button>
    </Th>
  )
}

interface RowProps {
  strategy: Summary
  format: Formatter
  chosen: Chosen
}

function Row({ strategy, format, chosen }: RowProps) {
  const { id, name, symbol, timeframe, status, version, updated_at, last_backtest } = strategy
  return (
    <tr className="focus-within:bg-muted hover:bg-muted">
      <Td className="w-9 pr-0">
        <Choice strategy={strategy} chosen={chosen} />
      </Td>
      <Td className="max-w-44 min-w-44 2xl:max-w-72">
        <Link
          href={`/strategies/${id}`}
          data-row={id}
          className="block truncate py-1 font-medium underline-offset-4 hover:underline"
          title={name}
        >
          {name}
        </Link>
      </Td>
      <Td className="whitespace-nowrap">
        {symbol} <span className="text-muted-foreground">{timeframe}</span>
      </Td>
      <Td>
        <StateBadge state={status} />
      </Td>
      <Td className="text-right">
        <Change value={last_backtest?.total_return_pct} format={format} />
      </Td>
      <Td className="figure text-right whitespace-nowrap">
        {format.percent(last_backtest?.max_drawdown_pct)}
      </Td>
      <Td className="figure text-right">{format.ratio(last_backtest?.sharpe_ratio)}</Td>
      <Td className="whitespace-nowrap">
        <LastResult strategy={strategy} format={format} />
      </Td>
      <Td className="figure text-right">{version}</Td>
      <Td className="whitespace-nowrap text-muted-foreground">
        <time dateTime={updated_at} title={updated_at}>
          {format.date(updated_at)}
        </time>
      </Td>
      <Td className="w-12 py-0 pr-1.5 pl-0">
        <StrategyMenu strategy={strategy} />
      </Td>
    </tr>
  )
}

/** The strategies as a table: what they trade and how they did last. */
export function StrategyTable({ items, sort, onSort, format, chosen }: Props) {
  const common = { sort, onSort }
  return (
    <Table label="Strategies">
      <thead>
        <tr>
          <Th>
            <span className="sr-only">Chosen</span>
          </Th>
          <Head field="name" {...common}>
            Name
          </Head>
          <Head field="symbol" {...common}>
            Market
          </Head>
          <Head field="status" {...common}>
            State
          </Head>
          <Head field="total_return_pct" isFigure {...common}>
            Return
          </Head>
          <Head field="max_drawdown_pct" isFigure {...common}>
            Max drawdown
          </Head>
          <Head field="sharpe_ratio" isFigure {...common}>
            Sharpe
          </Head>
          <Th>Last backtest</Th>
          <Th className="text-right">Version</Th>
          <Head field="updated_at" {...common}>
            Updated
          </Head>
          <Th>
            <span className="sr-only">More</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {items.map((strategy) => (
          <Row key={strategy.id} strategy={strategy} format={format} chosen={chosen} />
        ))}
      </tbody>
    </Table>
  )
}
