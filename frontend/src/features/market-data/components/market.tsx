'use client'

import dynamic from 'next/dynamic'

import { Page } from '@/components/layout/page'
import { Link } from '@/components/link'
import { Awaited } from '@/components/states/awaited'
import { Boundary } from '@/components/states/boundary'
import { Empty } from '@/components/states/empty'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Field } from '@/components/ui/field'
import { NativeSelect } from '@/components/ui/native-select'
import { Skeleton } from '@/components/ui/skeleton'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'

import { useTitle } from '@/hooks/use-title'
import { cn } from '@/lib/cn'
import { sourceName } from '@/lib/market'

import { useSymbols } from '../api'
import { useFullScreen } from '../hooks/use-full-screen'
import { useMarketState } from '../hooks/use-market-state'
import { firstOf, offered, shownTimeframe, type Instrument } from '../model'
import { ChartCard } from './chart-card'
import { ChartTools } from './chart-tools'
import { IndicatorMenu } from './indicator-menu'
import { MarketNav } from './market-nav'
import { PriceHead } from './price-head'
import { SymbolPicker } from './symbol-picker'
import { Timeframes } from './timeframes'
import { WatchList } from './watch-list'

const OrderBook = dynamic(() => import('./order-book').then((part) => part.OrderBook), {
  ssr: false,
  loading: () => <Skeleton className="h-120 w-full" />,
})

type Named = Pick<Instrument, 'source' | 'symbol'>

interface Shown {
  instrument: Instrument
  sources: readonly string[]
  onShow: (named: Named) => void
}

/** The chart with everything that says what it shows. */
function Middle({ instrument, sources, onShow }: Shown) {
  const { part, isFull, toggle } = useFullScreen()
  const [{ timeframe: asked, indicators }, setState] = useMarketState()
  const choices = offered(instrument)
  const timeframe = shownTimeframe(asked, choices)
  const { symbol, source } = instrument
  return (
    <Card
      ref={part}
      aria-label="Chart"
      className={cn(
        'flex flex-col gap-3',
        isFull && 'fixed inset-0 z-50 overflow-y-auto rounded-none border-0',
      )}
    >
      <div className="flex flex-wrap items-center gap-3">
        <SymbolPicker label="Symbol" value={symbol} className="min-w-44" onPick={onShow} />
        {sources.length > 1 ? (
          <Field label="Source" isLabelHidden className="w-40">
            {(given) => (
              <NativeSelect
                {...given}
                value={source}
                onChange={(event) => onShow({ symbol, source: event.target.value })}
              >
                {sources.map((each) => (
                  <option key={each}>{each}</option>
                ))}
              </NativeSelect>
            )}
          </Field>
        ) : (
          <span className="text-2xs text-muted-foreground">Source: {sourceName(source)}</span>
        )}
        <PriceHead instrument={instrument} />
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <Timeframes
          value={timeframe}
          choices={choices}
          onChoose={(chosen) => void setState({ timeframe: chosen })}
        />
        <IndicatorMenu
          calls={indicators}
          onChange={(calls) => void setState({ indicators: calls })}
        />
        <ChartTools calendar={instrument.calendar} isFull={isFull} onFull={toggle} />
      </div>
      <ChartCard
        instrument={instrument}
        shown={{ symbol, source, timeframe }}
        calls={indicators}
        isFull={isFull}
      />
    </Card>
  )
}

/** Chart in the middle, watch list and order book beside it; with less room they are tabs. */
function Three({ instrument, sources, onShow }: Shown) {
  useTitle(`${instrument.symbol} · Market`)
  const beside =
    'min-w-0 pt-0 max-2xl:data-[state=inactive]:hidden lg:max-2xl:col-start-2 lg:max-2xl:row-start-2'
  return (
    <Tabs
      defaultValue="watch"
      className="grid items-start gap-4 lg:max-2xl:grid-cols-[minmax(0,1fr)_300px] lg:max-2xl:grid-rows-[auto_1fr] 2xl:grid-cols-[260px_minmax(0,1fr)_300px]"
    >
      <div className="min-w-0 lg:max-2xl:row-span-2 2xl:order-2">
        <Middle instrument={instrument} sources={sources} onShow={onShow} />
      </div>
      <TabsList aria-label="Beside the chart" className="2xl:hidden">
        <TabsTrigger value="watch">Watch list</TabsTrigger>
        <TabsTrigger value="book">Order book</TabsTrigger>
      </TabsList>
      <TabsContent value="watch" forceMount className={`${beside} 2xl:order-1`}>
        <Boundary what="The watch list">
          <WatchList shown={instrument} onShow={onShow} />
        </Boundary>
      </TabsContent>
      <TabsContent value="book" forceMount className={`${beside} 2xl:order-3`}>
        <Boundary what="The order book">
          <OrderBook instrument={instrument} />
        </Boundary>
      </TabsContent>
    </Tabs>
  )
}

function Waiting() {
  return (
    <div className="grid gap-4 lg:max-2xl:grid-cols-[minmax(0,1fr)_300px] 2xl:grid-cols-[260px_minmax(0,1fr)_300px]">
      <Skeleton className="h-60 max-2xl:hidden" />
      <Skeleton className="h-152" />
      <Skeleton className="h-120 max-lg:hidden" />
    </div>
  )
}

/** Prices of an instrument: its chart, its orders, and those that are watched. */
export function Market() {
  const [{ symbol, source }, setState] = useMarketState()
  const query = useSymbols(symbol ?? '', 100)
  const onShow = (named: Named) => void setState({ symbol: named.symbol, source: named.source })
  return (
    <Page
      title={symbol ?? 'Market'}
      lead="Stored and live prices, with indicators and orders. Nothing is bought or sold here."
      actions={<MarketNav />}
    >
      <Awaited query={query} what="instruments" skeleton={<Waiting />}>
        {({ items }) => {
          const same = items.filter((item) => symbol === null || item.symbol === symbol)
          const instrument =
            symbol === null
              ? firstOf(items)
              : (same.find((item) => source === null || item.source === source) ?? null)
          if (instrument !== null)
            return (
              <Three
                instrument={instrument}
                sources={same
                  .filter((item) => item.symbol === instrument.symbol)
                  .map((item) => item.source)}
                onShow={onShow}
              />
            )
          return (
            <Empty
              title={
                symbol === null
                  ? 'There is no market data yet'
                  : `${source ?? 'No source'} has no ${symbol}`
              }
              action={
                symbol === null ? (
                  <Button asChild variant="primary">
                    <Link href="/market/coverage#import">Import a candle file</Link>
                  </Button>
                ) : (
                  <SymbolPicker label="Choose another instrument" onPick={onShow} />
                )
              }
            >
              {symbol === null
                ? 'No venue is connected and nothing is stored: import prices from a file.'
                : 'It may have been deleted, or it belongs to somebody else.'}
            </Empty>
          )
        }}
      </Awaited>
    </Page>
  )
}
