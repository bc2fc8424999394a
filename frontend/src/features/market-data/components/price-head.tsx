'use client'

import { LiveChange } from '@/components/market/live-change'
import { LivePrice } from '@/components/market/live-price'
import { Badge } from '@/components/ui/badge'
import { useFormat } from '@/hooks/use-format'
import { useTicks } from '@/hooks/use-live'
import { useHasPassed, useNow } from '@/hooks/use-now'
import { quoteOf } from '@/lib/market'
import { QUIET_MS, useLive } from '@/stores/live'

import { useTickers } from '../api'
import type { Instrument } from '../model'
import { isOpenAt, opensAt } from '../sessions'

/** Says that a market is shut, and until when by its regular hours. */
function Shut({ instrument }: { instrument: Instrument }) {
  const format = useFormat()
  const now = useNow()
  const opens = now === 0 ? null : opensAt(instrument.calendar, now)
  if (opens === null) return null
  return (
    <Badge tone="warn" title="By the regular hours of the market; holidays may come in between">
      Closed until {format.dateTime(opens)}
    </Badge>
  )
}

/** Says how old the price is, once it is older than a venue is ever silent. */
function Quiet({ instrument, asked }: { instrument: Instrument; asked: number | null }) {
  const format = useFormat()
  const now = useNow()
  const at = useLive((state) => state.ticks[instrument.symbol]?.at ?? asked)
  const isQuiet = useHasPassed(at === null ? null : at + QUIET_MS)
  if (at === null || !isQuiet || !isOpenAt(instrument.calendar, now)) return null
  return <Badge tone="warn">No price for {format.duration((now - at) / 1_000)}</Badge>
}

/** The instrument in figures: last price, change, and the range of 24 hours. */
export function PriceHead({ instrument }: { instrument: Instrument }) {
  const { symbol, source, is_live: isLive, tick_size: tickSize } = instrument
  const format = useFormat()
  useTicks(isLive ? [symbol] : [])
  const { data, dataUpdatedAt } = useTickers([symbol], source)
  const known = data?.items[0]
  const facts = [
    ['High in 24 h', format.price(known?.high_24h, tickSize)],
    ['Low in 24 h', format.price(known?.low_24h, tickSize)],
    ['Volume in 24 h', format.compact(known?.volume_24h)],
  ] as const
  return (
    // As wide as with its figures from the start: what is below does not move when they come.
    <div className="flex w-full grow flex-wrap items-center gap-x-6 gap-y-2 sm:w-auto sm:min-w-120">
      <div className="flex items-baseline gap-2">
        <LivePrice
          symbol={symbol}
          isLive={isLive}
          known={known?.last ?? null}
          format={format}
          tickSize={tickSize}
          className="text-xl font-semibold"
        />
        <span className="text-2xs text-muted-foreground">{quoteOf(symbol)}</span>
        <LiveChange
          symbol={symbol}
          isLive={isLive}
          known={known?.change_pct ?? null}
          format={format}
        />
      </div>
      <dl className="flex flex-wrap gap-x-5 gap-y-1 text-2xs">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt className="text-muted-foreground">{label}</dt>
            <dd className="figure">{value}</dd>
          </div>
        ))}
      </dl>
      {isLive ? <Shut instrument={instrument} /> : null}
      {known?.origin === 'bars' ? (
        <Badge title="No venue tells this price: it is the close of the last stored bar">
          Last bar {format.dateTime(known.time)}
        </Badge>
      ) : isLive ? (
        <Quiet instrument={instrument} asked={dataUpdatedAt || null} />
      ) : null}
    </div>
  )
}
