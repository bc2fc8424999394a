'use client'

import { useMemo } from 'react'

import { EquityChart } from '@/components/charts/equity-chart'
import { equityData } from '@/components/charts/equity-data'
import { Heatmap } from '@/components/charts/heatmap'
import { Histogram } from '@/components/charts/histogram'
import { SaveCsv } from '@/components/save-csv'
import { Awaited } from '@/components/states/awaited'
import { Card, CardHeader } from '@/components/ui/card'
import { Skeleton } from '@/components/ui/skeleton'

import { useEquity, useTrades } from '../api'
import { useRun } from '../hooks/use-run'
import { monthCells } from '../model'

function Curve({ answer }: { answer: Parameters<typeof equityData>[0] }) {
  const { backtest, format, currency } = useRun()
  const data = useMemo(() => equityData(answer), [answer])
  return (
    <EquityChart
      data={data}
      format={format}
      title={`Equity of ${backtest.strategy_name}`}
      currency={currency}
    />
  )
}

function Equity() {
  const { backtest, currency } = useRun()
  const equity = useEquity(backtest.id)
  return (
    <Card aria-labelledby="equity">
      <CardHeader
        id="equity"
        title="Equity and drawdown"
        hint={`At bar closes, in ${currency}; buy and hold pays the same costs.`}
      />
      <Awaited
        query={equity}
        what="equity curve"
        skeleton={<Skeleton className="h-[420px] w-full" />}
      >
        {(answer) => <Curve answer={answer} />}
      </Awaited>
    </Card>
  )
}

function Months() {
  const { backtest, result, format } = useRun()
  const cells = monthCells(result)
  return (
    <Card>
      <CardHeader title="Returns by month" hint="UTC months; a year compounds its months.">
        <SaveCsv
          size="sm"
          label="CSV"
          name={[backtest.strategy_name, 'months']}
          what="months"
          rows={() => [
            ['year', 'month', 'return_pct'],
            ...cells.map(({ year, month, return_pct }) => [year, month, return_pct]),
          ]}
        />
      </CardHeader>
      {cells.length === 0 ? (
        <p className="text-sm text-muted-foreground">This run has no whole day to show.</p>
      ) : (
        <Heatmap cells={cells} format={format} />
      )}
    </Card>
  )
}

function Returns() {
  const { backtest, format } = useRun()
  const trades = useTrades(backtest.id)
  return (
    <Card aria-labelledby="returns">
      <CardHeader
        id="returns"
        title="Returns of trades"
        hint="How many closed trades ended with each net return."
      />
      <Awaited query={trades} what="trades" skeleton={<Skeleton className="h-[200px] w-full" />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-sm text-muted-foreground">No trade was closed.</p>
          ) : (
            <Histogram
              values={items.map((trade) => trade.return_pct)}
              format={format}
              title="Net returns of closed trades"
            />
          )
        }
      </Awaited>
    </Card>
  )
}

export function OverviewTab() {
  return (
    <div className="flex flex-col gap-4">
      <Equity />
      <div className="grid gap-4 2xl:grid-cols-[3fr_2fr]">
        <Months />
        <Returns />
      </div>
    </div>
  )
}
