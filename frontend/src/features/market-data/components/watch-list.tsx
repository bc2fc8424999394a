'use client'

import { ArrowDown, ArrowUp, Pencil, X } from 'lucide-react'
import { useState } from 'react'

import { DaySpark } from '@/components/market/day-spark'
import { LiveChange } from '@/components/market/live-change'
import { LivePrice } from '@/components/market/live-price'
import { Awaited } from '@/components/states/awaited'
import { ActionButton } from '@/components/ui/action-button'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { Skeleton } from '@/components/ui/skeleton'
import { useFormat } from '@/hooks/use-format'
import { useInView } from '@/hooks/use-in-view'
import { useTicks } from '@/hooks/use-live'
import { useOnline } from '@/hooks/use-online'
import { cn } from '@/lib/cn'
import { isImported } from '@/lib/market'

import { useTickers } from '../api'
import { useWatchlist } from '../hooks/use-watchlist'
import type { Instrument } from '../model'
import { SymbolPicker } from './symbol-picker'

type Named = Pick<Instrument, 'source' | 'symbol'>

interface Props {
  shown: Named
  onShow: (instrument: Named) => void
}

const TICKERS_MOST = 50

function Controls({
  symbol,
  isFirst,
  isLast,
  onMove,
  onRemove,
}: {
  symbol: string
  isFirst: boolean
  isLast: boolean
  onMove: (step: number) => void
  onRemove: () => void
}) {
  const style = 'size-7 pointer-coarse:size-11'
  return (
    <span className="flex shrink-0">
      <ActionButton
        variant="ghost"
        size="icon"
        className={style}
        aria-label={`Move ${symbol} up`}
        disabled={isFirst}
        onClick={() => onMove(-1)}
      >
        <ArrowUp aria-hidden />
      </ActionButton>
      <ActionButton
        variant="ghost"
        size="icon"
        className={style}
        aria-label={`Move ${symbol} down`}
        disabled={isLast}
        onClick={() => onMove(1)}
      >
        <ArrowDown aria-hidden />
      </ActionButton>
      <ActionButton
        variant="ghost"
        size="icon"
        className={style}
        aria-label={`Stop watching ${symbol}`}
        onClick={onRemove}
      >
        <X aria-hidden />
      </ActionButton>
    </span>
  )
}

type Ticker = NonNullable<ReturnType<typeof useTickers>['data']>['items'][number]

/** Price and change; of a long list only what can be seen is drawn with every price. */
function Figures({
  symbol,
  isLive,
  known,
}: {
  symbol: string
  isLive: boolean
  known: Ticker | undefined
}) {
  const format = useFormat()
  const [ref, isSeen] = useInView<HTMLSpanElement>(false)
  const told = { symbol, isLive, isSeen, format }
  return (
    <span ref={ref} className="flex w-24 flex-col items-end">
      <LivePrice {...told} known={(isLive ? known?.last : null) ?? null} />
      <LiveChange {...told} known={(isLive ? known?.change_pct : null) ?? null} />
    </span>
  )
}

function Rows({ items, isEdited, shown, onShow, move, remove }: Props & RowsProps) {
  const live = items.filter(({ source }) => !isImported(source)).map(({ symbol }) => symbol)
  useTicks(live)
  const tickers = useTickers(live.slice(0, TICKERS_MOST))
  const known = new Map(tickers.data?.items.map((item) => [item.symbol, item]))
  return (
    <ul className="-mx-2">
      {items.map(({ source, symbol }, index) => {
        const isShown = source === shown.source && symbol === shown.symbol
        const isLive = !isImported(source)
        return (
          <li
            key={`${source} ${symbol}`}
            className={cn('flex items-center gap-1 rounded-md', isShown && 'bg-accent')}
          >
            <button
              type="button"
              aria-pressed={isShown}
              onClick={() => onShow({ source, symbol })}
              className="flex min-h-11 min-w-0 flex-1 items-center gap-2 rounded-md px-2 py-1 text-left hover:bg-muted"
            >
              <span className="min-w-0 flex-1 truncate font-medium">{symbol}</span>
              {isEdited ? null : (
                <>
                  <DaySpark source={source} symbol={symbol} width={40} />
                  <Figures symbol={symbol} isLive={isLive} known={known.get(symbol)} />
                </>
              )}
            </button>
            {isEdited ? (
              <Controls
                symbol={symbol}
                isFirst={index === 0}
                isLast={index === items.length - 1}
                onMove={(step) => move(index, step)}
                onRemove={() => remove(index)}
              />
            ) : null}
          </li>
        )
      })}
    </ul>
  )
}

interface RowsProps {
  items: readonly Named[]
  isEdited: boolean
  move: (index: number, step: number) => void
  remove: (index: number) => void
}

/** The instruments somebody watches: their prices, their order, and what else to watch. */
export function WatchList({ shown, onShow }: Props) {
  const { query, add, move, remove, isBusy } = useWatchlist()
  const isOnline = useOnline()
  const [isEdited, setIsEdited] = useState(false)
  const items = query.data?.items ?? []
  const isWatched = items.some(
    (item) => item.source === shown.source && item.symbol === shown.symbol,
  )
  return (
    <Card aria-labelledby="watching-title" className="p-3">
      <CardHeader id="watching-title" title="Watch list">
        {items.length > 0 ? (
          <Button size="sm" aria-pressed={isEdited} onClick={() => setIsEdited(!isEdited)}>
            {isEdited ? null : <Pencil aria-hidden />}
            {isEdited ? 'Done' : 'Edit'}
          </Button>
        ) : null}
      </CardHeader>
      <SymbolPicker
        label="Watch another instrument"
        className="mb-2 w-full"
        disabled={!isOnline}
        onPick={({ source, symbol }) => add(source, symbol)}
      />
      <Awaited query={query} what="watch list" skeleton={<Skeleton className="h-40 w-full" />}>
        {() =>
          items.length === 0 ? (
            <p className="mb-2 text-muted-foreground">Nothing is watched yet.</p>
          ) : (
            <Rows
              items={items}
              isEdited={isEdited}
              shown={shown}
              onShow={onShow}
              move={move}
              remove={remove}
            />
          )
        }
      </Awaited>
      {query.data && !isWatched ? (
        <ActionButton
          className="mt-2 w-full"
          disabled={isBusy}
          onClick={() => add(shown.source, shown.symbol)}
        >
          {isBusy ? 'Adding …' : `Watch ${shown.symbol}`}
        </ActionButton>
      ) : null}
    </Card>
  )
}
