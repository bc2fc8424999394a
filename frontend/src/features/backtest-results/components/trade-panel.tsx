'use client'

import { ChevronLeft, ChevronRight, TableProperties } from 'lucide-react'

import { Button } from '@/components/ui/button'
import { cn } from '@/lib/cn'
import { directionOf } from '@/lib/format'

import { useRun } from '../hooks/use-run'
import { useView } from '../hooks/use-view'
import { neighbours, reasonLabel, secondsHeld, type Trade } from '../trades'

function Facts({ trade }: { trade: Trade }) {
  const { format, currency, rules } = useRun()
  const rule = trade.entry_rule === null ? null : rules.entry[trade.entry_rule]
  const style = directionOf(trade.pnl) > 0 ? 'text-gain' : 'text-loss'
  const facts: [string, string, string?][] = [
    ['Side', trade.side === 'long' ? 'Long' : 'Short'],
    ['Entry', `${format.dateTime(trade.entry_time)} at ${format.price(trade.entry_price)}`],
    ['Exit', `${format.dateTime(trade.exit_time)} at ${format.price(trade.exit_price)}`],
    ['Quantity', format.quantity(trade.quantity)],
    [
      'P&L',
      `${format.money(trade.pnl, { currency, signed: true })} (${format.percent(trade.return_pct, { signed: true })})`,
      directionOf(trade.pnl) === 0 ? '' : style,
    ],
    ['Costs', format.money(trade.entry_fee + trade.exit_fee + trade.borrow, { currency })],
    ['Held', format.duration(secondsHeld(trade))],
    ['Entered by', rule ?? '–'],
    ['Left by', reasonLabel(trade.reason)],
    ['Stop', format.price(trade.stop_price)],
    ['Target', format.price(trade.target_price)],
    ['Went against', format.percent(trade.mae_pct, { signed: true })],
    ['Went in favour', format.percent(trade.mfe_pct, { signed: true })],
  ]
  return (
    <dl className="figure grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-[0.8125rem]">
      {facts.map(([name, value, look]) => (
        <div key={name} className="contents">
          <dt className="text-muted-foreground">{name}</dt>
          <dd className={cn('min-w-0 text-right break-words', look)}>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

interface Props {
  trades: readonly Trade[]
  trade: Trade | null
}

/** The selected trade in words, and the way to the one before and after it. */
export function TradePanel({ trades, trade }: Props) {
  const { format } = useRun()
  const { select, show } = useView()
  const { at, previous, next } = neighbours(trades, trade?.number ?? null)
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-center justify-between gap-2">
        <p className="font-semibold" aria-live="polite">
          {trade === null
            ? `${format.integer(trades.length)} trades`
            : `Trade #${trade.number} (${format.integer(at + 1)} of ${format.integer(trades.length)})`}
        </p>
        <div className="flex gap-2">
          <Button
            size="icon"
            aria-label="Previous trade"
            aria-disabled={previous === null}
            onClick={() => previous !== null && select(previous)}
          >
            <ChevronLeft aria-hidden />
          </Button>
          <Button
            size="icon"
            aria-label="Next trade"
            aria-disabled={next === null}
            onClick={() => next !== null && select(next)}
          >
            <ChevronRight aria-hidden />
          </Button>
        </div>
      </div>
      {trade === null ? (
        <p className="text-sm text-muted-foreground">
          Choose a trade with the buttons, by a click near its arrow, or in the table of trades.
        </p>
      ) : (
        <Facts trade={trade} />
      )}
      <Button onClick={() => show('trades', trade?.number ?? null)}>
        <TableProperties aria-hidden />
        {trade === null ? 'Show the table' : 'Show in the table'}
      </Button>
    </div>
  )
}
