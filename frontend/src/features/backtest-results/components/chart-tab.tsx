'use client'

import { useMemo, useState } from 'react'

import { CandleChart } from '@/components/charts/candle-chart'
import { useColours } from '@/components/charts/use-colours'
import { Awaited } from '@/components/states/awaited'
import { Failure } from '@/components/states/failure'
import { Loading } from '@/components/states/loading'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { Skeleton } from '@/components/ui/skeleton'
import { Switch } from '@/components/ui/switch'

import { useTrades } from '../api'
import { barMs, markersOf, overlaysOf, tradeAt, tradeLine } from '../chart-model'
import { useRun } from '../hooks/use-run'
import { useTradeWindow } from '../hooks/use-trade-window'
import { useTradeFilter, useView } from '../hooks/use-view'
import { filtered, type Trade } from '../trades'
import { TradePanel } from './trade-panel'

const HEIGHT = 440
const PANE = 110
/** A click this near to an arrow means its trade. */
const REACH_BARS = 6

/** The drawing of a window: what stands on its bars follows the selection. */
function useDrawing(
  { candles, pages, calls }: ReturnType<typeof useTradeWindow>,
  trades: readonly Trade[],
  trade: Trade | null,
  withLines: boolean,
) {
  const colours = useColours()
  const { accent, warn, gain, loss } = colours
  const muted = colours['muted-ink']
  const lines = useMemo(
    () => (withLines && pages ? overlaysOf(pages, [accent, warn, muted, gain, loss]) : []),
    [withLines, pages, accent, warn, muted, gain, loss],
  )
  const overlays = useMemo(
    () =>
      trade === null ? lines : [...lines, tradeLine(trade, candles, trade.pnl < 0 ? loss : gain)],
    [lines, trade, candles, gain, loss],
  )
  const markers = useMemo(
    () => markersOf(trades, candles, trade?.number ?? null),
    [trades, candles, trade],
  )
  const panes = lines.reduce((most, { pane }) => Math.max(most, pane), 0)
  const lacksLines = calls.length > 0 && pages?.some(({ series }) => series === null) === true
  return { overlays, markers, height: HEIGHT + panes * PANE, lacksLines }
}

function Candles({ trades, trade }: { trades: readonly Trade[]; trade: Trade | null }) {
  const { backtest, format } = useRun()
  const [withLines, setWithLines] = useState(true)
  const window = useTradeWindow(trade)
  const { overlays, markers, height, lacksLines } = useDrawing(window, trades, trade, withLines)
  const { query, candles, calls, focus, older, toEnd } = window
  const { select } = useView()
  const pick = (time: number) => {
    const near = tradeAt(trades, time, REACH_BARS * barMs(backtest.timeframe))
    if (near !== null) select(near.number)
  }
  const retry = () => void query.refetch()
  return (
    <Card aria-labelledby="candles" className="min-w-0">
      <CardHeader
        id="candles"
        title={`${backtest.symbol} ${backtest.timeframe}`}
        hint={`▲ buys and ▼ sells; times in ${format.viewer.timezone}.`}
      >
        {calls.length > 0 ? (
          <label className="flex items-center gap-2 text-2xs">
            <Switch
              checked={withLines}
              onCheckedChange={setWithLines}
              aria-label="Indicators of the strategy"
            />
            Indicators
          </label>
        ) : null}
        {toEnd ? (
          <Button size="sm" onClick={toEnd}>
            End of the run
          </Button>
        ) : null}
      </CardHeader>
      {lacksLines ? (
        <Alert tone="warn" className="mb-3" role="status">
          The indicators could not be computed for these bars; prices and trades are complete.
        </Alert>
      ) : null}
      {query.isPending ? (
        <Loading what="bars">
          <Skeleton className="w-full" />
          <div style={{ height }} />
        </Loading>
      ) : null}
      {query.error && candles.length === 0 ? (
        <Failure error={query.error} what="Bars" onRetry={retry} />
      ) : null}
      {query.isSuccess && candles.length === 0 ? (
        <p className="text-sm text-muted-foreground">
          The bars of this run are no longer stored; its trades are all in the table.
        </p>
      ) : null}
      {candles.length > 0 ? (
        <CandleChart
          candles={candles}
          format={format}
          overlays={overlays}
          markers={markers}
          focus={focus}
          onOlder={older}
          onPick={pick}
          height={height}
          summary={`Candles of ${backtest.symbol}, ${backtest.timeframe}, with the entries and exits of ${trades.length} trades. The table of trades says the same in numbers.`}
        />
      ) : null}
    </Card>
  )
}

function Chart({ items }: { items: Trade[] }) {
  const { trade: number } = useView()
  const { filter } = useTradeFilter()
  const { side, outcome, reason, text } = filter
  const trades = useMemo(
    () => filtered(items, { side, outcome, reason, text }),
    [items, side, outcome, reason, text],
  )
  const trade = items.find((each) => each.number === number) ?? null
  return (
    <div className="grid gap-4 xl:grid-cols-[minmax(0,1fr)_320px]">
      <Candles trades={trades} trade={trade} />
      <Card aria-labelledby="selected" className="self-start">
        <h2 id="selected" className="sr-only">
          Selected trade
        </h2>
        {trades.length < items.length ? (
          <p className="mb-2 text-2xs text-muted-foreground">
            Only the trades that pass the filter of the table are shown.
          </p>
        ) : null}
        <TradePanel trades={trades} trade={trade} />
      </Card>
    </div>
  )
}

export function ChartTab() {
  const { backtest } = useRun()
  const trades = useTrades(backtest.id)
  return (
    <Awaited query={trades} what="trades" skeleton={<Skeleton className="h-[540px] w-full" />}>
      {({ items }) => <Chart items={items} />}
    </Awaited>
  )
}
