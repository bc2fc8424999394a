'use client'

import { useDeferredValue, useMemo } from 'react'

import { Awaited } from '@/components/states/awaited'
import { Empty } from '@/components/states/empty'
import { Alert } from '@/components/ui/alert'
import { Skeleton } from '@/components/ui/skeleton'
import { directionOf } from '@/lib/format'
import { cn } from '@/lib/cn'

import { useTrades, type Trades } from '../api'
import { useRun } from '../hooks/use-run'
import { useTradeFilter, useView } from '../hooks/use-view'
import { filtered, totalsOf, type Trade } from '../trades'
import { CsvButton } from './csv-button'
import { TradeFilters } from './trade-filters'
import { TradeTable } from './trade-table'

function TotalsLine({ shown, all }: { shown: readonly Trade[]; all: number }) {
  const { format, currency } = useRun()
  const totals = useMemo(() => totalsOf(shown), [shown])
  const money = (value: number | null) => format.money(value, { currency, signed: true })
  const parts: [string, string, string?][] = [
    [
      'Trades',
      shown.length === all
        ? format.integer(all)
        : `${format.integer(shown.length)} of ${format.integer(all)}`,
    ],
    ['P&L', money(totals.pnl), directionOf(totals.pnl) > 0 ? 'text-gain' : 'text-loss'],
    ['Costs', format.money(totals.costs, { currency })],
    ['Won', `${format.integer(totals.won)} (${format.percent(totals.winRate)})`],
    ['Average', money(totals.averagePnl)],
    ['Average return', format.percent(totals.averagePct, { signed: true })],
    ['Profit factor', format.ratio(totals.profitFactor)],
    ['Held', format.duration(totals.averageSeconds)],
  ]
  return (
    <dl
      className="figure flex flex-wrap gap-x-5 gap-y-1 text-[0.8125rem]"
      aria-label="Totals of the trades shown"
      data-testid="trade-totals"
    >
      {parts.map(([name, value, style]) => (
        <div key={name} className="flex gap-1.5">
          <dt className="text-muted-foreground">{name}</dt>
          <dd className={cn('font-medium', style)}>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Table({ items, total }: Trades) {
  const { format } = useRun()
  const { trade, show } = useView()
  const { filter } = useTradeFilter()
  const { side, outcome, reason } = filter
  // Typing stays ahead of looking through tens of thousands of trades.
  const text = useDeferredValue(filter.text)
  const shown = useMemo(
    () => filtered(items, { side, outcome, reason, text }),
    [items, side, outcome, reason, text],
  )
  const reasons = useMemo(() => [...new Set(items.map((each) => each.reason))].sort(), [items])
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <TradeFilters reasons={reasons} />
        <CsvButton
          trades={shown}
          label={shown.length === items.length ? 'CSV' : `CSV of ${format.integer(shown.length)}`}
        />
      </div>
      {total > items.length ? (
        <Alert tone="warn">
          The first {format.integer(items.length)} of {format.integer(total)} trades are here; the
          figures above count all of them.
        </Alert>
      ) : null}
      <TotalsLine shown={shown} all={items.length} />
      {shown.length === 0 ? (
        <Empty title="No trade passes these filters" />
      ) : (
        <TradeTable trades={shown} selected={trade} onOpen={(number) => show('chart', number)} />
      )}
      <p className="text-2xs text-muted-foreground">
        MAE and MFE: how far the price went against and in favour of the position while it was open.
        P&L is net of all costs.
      </p>
    </div>
  )
}

export function TradesTab() {
  const { backtest } = useRun()
  const trades = useTrades(backtest.id)
  return (
    <Awaited query={trades} what="trades" skeleton={<Skeleton className="h-96 w-full" />}>
      {(found) =>
        found.items.length === 0 ? (
          <Empty title="No trade was closed">
            There is nothing to list. The settings tab says what ran.
          </Empty>
        ) : (
          <Table {...found} />
        )
      }
    </Awaited>
  )
}
