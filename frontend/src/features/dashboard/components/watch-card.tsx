'use client'

import { Link } from '@/components/link'
import { DaySpark } from '@/components/market/day-spark'
import { LiveChange } from '@/components/market/live-change'
import { LivePrice } from '@/components/market/live-price'
import { Awaited } from '@/components/states/awaited'
import { Card, CardHeader } from '@/components/ui/card'
import { Skeleton } from '@/components/ui/skeleton'
import { useFormat } from '@/hooks/use-format'
import { useTicks } from '@/hooks/use-live'
import { $api } from '@/lib/api-client'
import { chartHref, isImported } from '@/lib/market'

import type { Summary } from '../model'

type Price = Summary['watchlist'][number]

const SHOWN = 8

function Rows({ items }: { items: readonly Price[] }) {
  const format = useFormat()
  useTicks(items.filter(({ source }) => !isImported(source)).map(({ symbol }) => symbol))
  return (
    <ul className="-mx-2">
      {items.map(({ source, symbol, price, change_24h_pct }) => {
        const isLive = !isImported(source)
        return (
          <li key={`${source} ${symbol}`}>
            <Link
              href={chartHref(source, symbol)}
              className="flex min-h-11 items-center gap-3 rounded-md px-2 py-1 hover:bg-muted"
            >
              <span className="min-w-0 flex-1 truncate font-medium">{symbol}</span>
              <DaySpark source={source} symbol={symbol} />
              <span className="flex w-28 flex-col items-end">
                <LivePrice symbol={symbol} isLive={isLive} known={price} format={format} />
                <LiveChange
                  symbol={symbol}
                  isLive={isLive}
                  known={change_24h_pct}
                  format={format}
                />
              </span>
            </Link>
          </li>
        )
      })}
    </ul>
  )
}

/** What the venues show, for who has not chosen anything yet. */
function Suggested() {
  const symbols = $api.useQuery('get', '/api/v1/market/symbols', {
    params: { query: { limit: 50 } },
  })
  const rows = (symbols.data?.items ?? [])
    .filter(({ is_live }) => is_live)
    // What trades around the clock first: those prices move now.
    .sort((a, b) => Number(b.calendar === '24/7') - Number(a.calendar === '24/7'))
    .slice(0, SHOWN)
  const prices = $api.useQuery(
    'get',
    '/api/v1/market/tickers',
    { params: { query: { symbols: rows.map(({ symbol }) => symbol).join(',') } } },
    { enabled: rows.length > 0 },
  )
  const known = new Map(prices.data?.items.map((item) => [item.symbol, item]))
  return (
    <Awaited query={symbols} what="prices" skeleton={<Skeleton className="h-55 w-full" />}>
      {() =>
        rows.length === 0 ? (
          <p className="text-muted-foreground">No venue is connected: nothing moves.</p>
        ) : (
          <Rows
            items={rows.map(({ source, symbol }) => ({
              source,
              symbol,
              price: known.get(symbol)?.last ?? null,
              change_24h_pct: known.get(symbol)?.change_pct ?? null,
              at: null,
            }))}
          />
        )
      }
    </Awaited>
  )
}

/** The instruments somebody watches, moving. */
export function WatchCard({ watchlist }: { watchlist: readonly Price[] }) {
  const isEmpty = watchlist.length === 0
  return (
    <Card aria-labelledby="watch-title">
      <CardHeader
        id="watch-title"
        title={isEmpty ? 'Prices now' : 'Watch list'}
        hint="Last price and change in 24 hours"
      >
        <Link href="/market" className="py-1 text-sm text-primary underline underline-offset-4">
          {isEmpty ? 'Choose what to watch' : 'Market'}
        </Link>
      </CardHeader>
      {isEmpty ? <Suggested /> : <Rows items={watchlist.slice(0, SHOWN)} />}
    </Card>
  )
}
