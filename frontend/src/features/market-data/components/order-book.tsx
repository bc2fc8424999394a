'use client'

import { Pause, Play } from 'lucide-react'
import { useState } from 'react'

import { Awaited } from '@/components/states/awaited'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { Field } from '@/components/ui/field'
import { NativeSelect } from '@/components/ui/native-select'
import { Skeleton } from '@/components/ui/skeleton'
import { useFormat } from '@/hooks/use-format'
import { useHasPassed, useNow } from '@/hooks/use-now'
import type { Formatter } from '@/lib/format'
import { quoteOf } from '@/lib/market'
import { QUIET_MS } from '@/stores/live'

import { deep, grouped, groupings, spreadOf, type Book, type Level } from '../book'
import { useOrderBook } from '../hooks/use-order-book'
import type { Instrument } from '../model'

const DEPTHS = [10, 25] as const

interface SideProps {
  label: string
  levels: readonly Level[]
  most: number
  isBid: boolean
  tickSize: number | null
  lotStep: number | null
  quote: string
  format: Formatter
}

function Side(props: SideProps) {
  const { label, levels, most, isBid, tickSize, lotStep, quote, format } = props
  return (
    <table className="figure w-full table-fixed text-2xs">
      <caption className="pb-1 text-left text-2xs font-medium">{label}</caption>
      <thead>
        <tr className="text-muted-foreground">
          <th scope="col" className="pb-1 text-left font-medium">
            Price ({quote})
          </th>
          <th scope="col" className="pb-1 text-right font-medium">
            Quantity
          </th>
          <th scope="col" className="pb-1 text-right font-medium">
            Total
          </th>
        </tr>
      </thead>
      <tbody>
        {levels.map(({ price, quantity, total }, index) => (
          <tr
            key={index}
            className={isBid ? 'text-gain' : 'text-loss'}
            style={{
              // As long as what can be traded up to here, against the longest one.
              backgroundImage: `linear-gradient(to left, color-mix(in srgb, currentColor 14%, transparent) ${most > 0 ? (total / most) * 100 : 0}%, transparent 0)`,
            }}
          >
            <td className="h-5 truncate">{format.price(price, tickSize)}</td>
            <td className="truncate text-right text-foreground">
              {format.price(quantity, lotStep)}
            </td>
            <td className="truncate text-right text-foreground">{format.compact(total)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface SidesProps {
  book: Book
  depth: number
  /** Prices are put together in steps of so much; null: each stands alone. */
  step: number | null
  instrument: Instrument
}

function Sides({ book, depth, step, instrument }: SidesProps) {
  const format = useFormat()
  const { bids, asks, most } = deep(grouped(book, step), depth)
  const spread = spreadOf(book)
  const common = {
    most,
    tickSize: instrument.tick_size,
    lotStep: instrument.lot_step,
    quote: quoteOf(instrument.symbol),
    format,
  }
  if (bids.length + asks.length === 0)
    return <p className="text-muted-foreground">The venue shows no orders now.</p>
  return (
    <div className="flex flex-col gap-3">
      <p className="figure flex justify-between gap-2 text-2xs">
        <span className="text-muted-foreground">Spread</span>
        <span>
          {format.price(spread?.absolute, instrument.tick_size)} (
          {format.percent(spread?.percent, { digits: 3 })})
        </span>
      </p>
      <div className="grid gap-4 sm:max-xl:grid-cols-2">
        <Side label="Asks (who sells)" levels={asks} isBid={false} {...common} />
        <Side label="Bids (who buys)" levels={bids} isBid {...common} />
      </div>
    </div>
  )
}

/** Says that nothing was heard for longer than a venue is ever silent. */
function Quiet({ heardAt }: { heardAt: number }) {
  const format = useFormat()
  const now = useNow()
  return (
    <Badge tone="warn" className="mb-2">
      Not updated for {format.duration(Math.max(0, now - heardAt) / 1_000)}
    </Badge>
  )
}

function Live({ instrument }: { instrument: Instrument }) {
  const format = useFormat()
  const [depth, setDepth] = useState<number>(DEPTHS[0])
  const [step, setStep] = useState<number | null>(null)
  const [isPaused, setIsPaused] = useState(false)
  const { query, book, heardAt } = useOrderBook(instrument.source, instrument.symbol, isPaused)
  const isQuiet = useHasPassed(!isPaused && heardAt > 0 ? heardAt + QUIET_MS : null)
  const steps = groupings(instrument.tick_size, book?.bids[0]?.price)
  return (
    <>
      <div className="mb-3 flex flex-wrap items-end gap-2">
        <Field label="Levels" isLabelHidden className="w-25">
          {(given) => (
            <NativeSelect
              {...given}
              value={depth}
              onChange={(event) => setDepth(Number(event.target.value))}
            >
              {DEPTHS.map((each) => (
                <option key={each} value={each}>
                  {each} levels
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
        {steps.length > 0 ? (
          <NativeSelect
            aria-label="Prices put together in steps"
            className="w-28"
            value={step ?? ''}
            onChange={({ target }) => setStep(Number(target.value) || null)}
          >
            <option value="">Each price</option>
            {steps.map((each) => (
              <option key={each} value={each}>
                By {format.price(each, each)}
              </option>
            ))}
          </NativeSelect>
        ) : null}
        <Button
          size="icon"
          className="ml-auto"
          aria-pressed={isPaused}
          aria-label="Pause"
          title={isPaused ? 'Go on repainting' : 'Stop repainting'}
          onClick={() => setIsPaused(!isPaused)}
        >
          {isPaused ? <Play aria-hidden /> : <Pause aria-hidden />}
        </Button>
      </div>
      {isPaused ? <Badge className="mb-2">Paused</Badge> : null}
      {isQuiet ? <Quiet heardAt={heardAt} /> : null}
      <Awaited
        query={{ ...query, data: book }}
        what="order book"
        skeleton={<Skeleton className="h-100 w-full" />}
      >
        {(data) => (
          <div data-testid="order-book" className={isQuiet ? 'opacity-60' : undefined}>
            <Sides book={data} depth={depth} step={step} instrument={instrument} />
          </div>
        )}
      </Awaited>
    </>
  )
}

/** Who would buy and sell at which price, repainted as often as the user wants. */
export function OrderBook({ instrument }: { instrument: Instrument }) {
  return (
    <Card aria-labelledby="book-title">
      <CardHeader id="book-title" title="Order book" hint={instrument.symbol} />
      {instrument.is_live ? (
        <Live key={`${instrument.source} ${instrument.symbol}`} instrument={instrument} />
      ) : (
        <p className="text-muted-foreground">
          {instrument.source} is stored data: only a connected venue has an order book.
        </p>
      )}
    </Card>
  )
}
