'use client'

import { useMemo } from 'react'

import { Awaited } from '@/components/states/awaited'
import { Card, CardHeader } from '@/components/ui/card'
import { Skeleton } from '@/components/ui/skeleton'
import { Table, Td, Th } from '@/components/ui/table'
import { cn } from '@/lib/cn'
import { directionOf } from '@/lib/format'

import { useTrades } from '../api'
import { DEFINITIONS, GROUPS, reasonWords, type Definition, type Group } from '../definitions'
import { useRun } from '../hooks/use-run'
import { figureOf, shown } from '../model'
import { grouped, streaksOf, type Calendar, type Streak, type Trade } from '../trades'

/** Sections of very different lengths, in as many columns as fit. */
const COLUMNS = 'lg:columns-2 2xl:columns-4 gap-x-6 [&>section]:mb-6 [&>section]:break-inside-avoid'

const TITLES: Record<Group, string> = {
  Return: 'Return',
  Risk: 'Risk',
  Trades: 'Trades',
  Market: 'Against the market',
}

function FigureRow({ definition }: { definition: Definition }) {
  const { result, format, currency } = useRun()
  const figure = figureOf(result, definition.name)
  return (
    <tr>
      <Th scope="row" className="h-auto py-2 align-top whitespace-normal">
        <span className="block text-[0.8125rem] text-foreground">{definition.title}</span>
        <span className="block font-normal">{definition.words}</span>
        <code className="block font-mono text-[0.6875rem] font-normal break-words">
          {definition.formula}
        </code>
      </Th>
      <Td className="figure h-auto py-2 text-right align-top font-medium">
        {shown(definition, figure, format, currency)}
        <span className="block text-2xs font-normal text-muted-foreground">
          {figure.value === null
            ? reasonWords(figure.reason)
            : figure.sample === null
              ? null
              : `${format.integer(figure.sample)} ${definition.sample}`}
        </span>
      </Td>
    </tr>
  )
}

function Figures({ group }: { group: Group }) {
  return (
    <section className="min-w-0">
      <h2 className="mb-2 text-sm font-semibold">{TITLES[group]}</h2>
      <Table label={TITLES[group]}>
        <thead className="sr-only">
          <tr>
            <Th>Figure</Th>
            <Th>Value</Th>
          </tr>
        </thead>
        <tbody>
          {DEFINITIONS.filter((each) => each.group === group).map((definition) => (
            <FigureRow key={definition.name} definition={definition} />
          ))}
        </tbody>
      </Table>
    </section>
  )
}

const BY: Record<Calendar, string> = {
  month: 'By month of entry',
  weekday: 'By weekday of entry',
  hour: 'By hour of entry',
}

function Parts({ trades, by }: { trades: readonly Trade[]; by: Calendar }) {
  const { format, currency } = useRun()
  const parts = useMemo(() => grouped(trades, by), [trades, by])
  const most = Math.max(...parts.map(({ pnl }) => Math.abs(pnl)), 1e-9)
  return (
    <section className="min-w-0">
      <h2 className="mb-2 text-sm font-semibold">{BY[by]} (UTC)</h2>
      <Table label={`${BY[by]}, UTC`} className="figure">
        <thead>
          <tr>
            <Th>{by === 'hour' ? 'Hour' : by === 'month' ? 'Month' : 'Weekday'}</Th>
            <Th className="text-right">Trades</Th>
            <Th className="text-right">Win rate</Th>
            <Th className="text-right">P&L</Th>
            <Th className="w-24">
              <span className="sr-only">P&L as a bar</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {parts.map(({ label, count, winRate, pnl }) => (
            <tr key={label}>
              <Th scope="row" className="text-foreground">
                {label}
              </Th>
              <Td className="text-right">{format.integer(count)}</Td>
              <Td className="text-right">{format.percent(winRate, { digits: 0 })}</Td>
              <Td
                className={cn(
                  'text-right whitespace-nowrap',
                  directionOf(pnl) > 0 && 'text-gain',
                  directionOf(pnl) < 0 && 'text-loss',
                )}
              >
                {format.money(pnl, { currency, signed: true })}
              </Td>
              <Td aria-hidden>
                <span
                  className={cn('block h-2 rounded-sm', pnl < 0 ? 'bg-loss' : 'bg-gain')}
                  style={{ width: `${(Math.abs(pnl) / most) * 100}%`, minWidth: 2 }}
                />
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </section>
  )
}

function StreakWords({ name, streak }: { name: string; streak: Streak }) {
  const { format, currency } = useRun()
  return (
    <div className="flex justify-between gap-4 border-b border-border py-2 text-sm last:border-0">
      <dt className="text-muted-foreground">{name}</dt>
      <dd className="figure text-right">
        {streak.count === 0
          ? 'none'
          : `${format.integer(streak.count)} in a row, ${format.money(streak.pnl, { currency, signed: true })}`}
        {streak.first === null ? null : (
          <span className="block text-2xs text-muted-foreground">
            trades #{streak.first} to #{streak.last}
          </span>
        )}
      </dd>
    </div>
  )
}

const NOW = { won: 'wins', lost: 'losses', even: 'break-even trades' }

function Streaks({ trades }: { trades: readonly Trade[] }) {
  const { won, lost, current } = useMemo(() => streaksOf(trades), [trades])
  const now = current.outcome === null ? '' : ` (${NOW[current.outcome]})`
  return (
    <Card aria-labelledby="streaks" className="self-start">
      <CardHeader id="streaks" title="Streaks" hint="In the order trades closed." />
      <dl>
        <StreakWords name="Longest run of wins" streak={won} />
        <StreakWords name="Longest run of losses" streak={lost} />
        <StreakWords name={`At the end${now}`} streak={current} />
      </dl>
    </Card>
  )
}

export function StatisticsTab() {
  const { backtest } = useRun()
  const trades = useTrades(backtest.id)
  return (
    <div className="flex flex-col gap-6">
      <div className={COLUMNS}>
        {GROUPS.map((group) => (
          <Figures key={group} group={group} />
        ))}
      </div>
      <Awaited query={trades} what="trades" skeleton={<Skeleton className="h-72 w-full" />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-sm text-muted-foreground">
              No trade was closed: there is nothing to divide by month, weekday or hour.
            </p>
          ) : (
            <div className={COLUMNS}>
              <Parts trades={items} by="month" />
              <Parts trades={items} by="weekday" />
              <Parts trades={items} by="hour" />
              <Streaks trades={items} />
            </div>
          )
        }
      </Awaited>
    </div>
  )
}
