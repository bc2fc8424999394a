'use client'

import { Pencil } from 'lucide-react'
import { useState } from 'react'

import { Awaited } from '@/components/states/awaited'
import { ActionButton } from '@/components/ui/action-button'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { Skeleton } from '@/components/ui/skeleton'
import { useTicks } from '@/hooks/use-live'
import { useOnline } from '@/hooks/use-online'
import { isImported } from '@/lib/market'

import { useTickers } from '../api'
import { useWatchlist } from '../hooks/use-watchlist'
import type { Instrument } from '../model'
import { SymbolPicker } from './symbol-picker'
import { WatchRow } from './watch-row'

type Named = Pick<Instrument, 'source' | 'symbol'>

interface Props {
  shown: Named
  onShow: (instrument: Named) => void
}

const TICKERS_MOST = 50

function Rows({ items, isEdited, shown, onShow, move, remove }: Props & RowsProps) {
  const live = items.filter(({ source }) => !isImported(source)).map(({ symbol }) => symbol)
  useTicks(live)
  const tickers = useTickers(live.slice(0, TICKERS_MOST))
  const known = new Map(tickers.data?.items.map((item) => [item.symbol, item]))
  return (
    <ul className="-mx-2">
      {items.map(({ source, symbol }, index) => (
        <WatchRow
          key={`${source} ${symbol}`}
          source={source}
          symbol={symbol}
          known={known.get(symbol)}
          isShown={source === shown.source && symbol === shown.symbol}
          isEdited={isEdited}
          isFirst={index === 0}
          isLast={index === items.length - 1}
          onShow={() => onShow({ source, symbol })}
          onMove={(step) => move(index, step)}
          onRemove={() => remove(index)}
        />
      ))}
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
