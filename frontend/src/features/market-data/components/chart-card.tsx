'use client'

import dynamic from 'next/dynamic'
import { useMemo } from 'react'

import type { Candle } from '@/components/charts/candle-parts'
import { Awaited } from '@/components/states/awaited'
import { Boundary } from '@/components/states/boundary'
import { Alert } from '@/components/ui/alert'
import { Skeleton } from '@/components/ui/skeleton'
import { useMedia } from '@/hooks/use-media'
import { useNow } from '@/hooks/use-now'
import { ProblemError } from '@/lib/problem'
import { useUi } from '@/stores/ui'

import { BARS_MOST, type Shown } from '../api'
import { panesOf } from '../indicators'
import { useBars } from '../hooks/use-bars'
import { useChartFormat } from '../hooks/use-chart-format'
import { useOverlays } from '../hooks/use-overlays'
import { useTail } from '../hooks/use-tail'
import { closesAt, countdown, type Instrument } from '../model'
import { isOpenAt } from '../sessions'
import { NoBars } from './no-bars'

const PRICE_HEIGHT = 480
const PANE_HEIGHT = 120
/** What stands over and under the chart on a full screen. */
const FULL_HEIGHT = 'max(20rem, calc(100dvh - 16rem))'

function Waiting() {
  return <Skeleton className="h-112 w-full" />
}

const CandleChart = dynamic(
  () => import('@/components/charts/candle-chart').then((module) => module.CandleChart),
  { ssr: false, loading: Waiting },
)

/** How long the bar still grows. */
function Closing({
  instrument,
  shown,
  open,
}: {
  instrument: Instrument
  shown: Shown
  open: number
}) {
  const now = useNow()
  const end = closesAt(open, shown.timeframe, instrument.calendar)
  if (end === null || now === 0 || end < now || !isOpenAt(instrument.calendar, now)) return null
  return (
    <span className="figure">
      This bar closes in <span data-testid="countdown">{countdown(end, now)}</span>
    </span>
  )
}

function NoIndicators({ reason }: { reason: unknown }) {
  return (
    <Alert tone="bad" role="alert" className="mb-2" title="The indicators are not shown">
      {reason instanceof ProblemError ? reason.message : 'They could not be loaded.'}
    </Alert>
  )
}

interface Props {
  instrument: Instrument
  shown: Shown
  calls: readonly string[]
  isFull: boolean
}

function Chart({ instrument, shown, calls, isFull }: Props) {
  const format = useChartFormat(instrument.calendar)
  const kind = useUi((state) => state.candleKind)
  // On a phone the volume stands behind the prices: there is no room for a pane, nor power to draw it.
  const isWide = useMedia('(min-width: 40rem)')
  const { query, candles, cursors, sizes, onOlder, isOlderComing } = useBars(shown)
  const lastOpen = candles.at(-1)?.time ?? null
  const { is_live: isLive, calendar, timeframes } = instrument
  const hasMinutes = timeframes.includes('1m')
  const tail = useTail(shown, calendar, { isLive, hasMinutes }, lastOpen)
  const { closed, forming } = tail
  // Minutes that only grow the last bar leave the others alone: they are drawn anew when one closes.
  const newest = closed.at(-1)?.time
  const all = useMemo<readonly Candle[]>(
    () => (closed.length === 0 ? candles : [...candles, ...closed]),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [candles, newest],
  )
  const overlays = useOverlays({ shown, calls, cursors, sizes, closed })
  const last = forming ?? all.at(-1)
  const refusal: unknown = query.error
  if (query.data === undefined && refusal instanceof ProblemError && refusal.status === 404)
    return <NoBars instrument={instrument} shown={shown} reason={refusal.message} />
  return (
    <Awaited query={query} what="bars" skeleton={<Waiting />}>
      {() => (
        <>
          {overlays.error === null ? null : <NoIndicators reason={overlays.error} />}
          <CandleChart
            key={isWide ? 'wide' : 'narrow'}
            candles={all}
            format={format}
            tickSize={instrument.tick_size}
            live={instrument.is_live ? forming : null}
            overlays={overlays.overlays}
            onOlder={onOlder}
            kind={kind}
            hasVolumePane={isWide}
            height={isFull ? FULL_HEIGHT : PRICE_HEIGHT + PANE_HEIGHT * panesOf(overlays.overlays)}
            summary={`${shown.symbol}, ${shown.timeframe} bars from ${format.dateTime(all[0]?.time)} to ${format.dateTime(last?.time)}, last price ${format.price(last?.close, instrument.tick_size)}`}
          />
          <p className="mt-2 flex min-h-5 flex-wrap gap-x-4 text-2xs text-muted-foreground">
            <span className="figure" data-testid="bars-held">
              {format.integer(all.length)} bars
              {all.length >= BARS_MOST ? ' (as many as the chart holds)' : ''}
            </span>
            <span>Times in {format.viewer.timezone}</span>
            {isOlderComing ? <span role="status">Loading older bars …</span> : null}
            {overlays.isPending ? <span role="status">Computing indicators …</span> : null}
            {instrument.is_live && forming ? (
              <Closing instrument={instrument} shown={shown} open={forming.time} />
            ) : null}
            {instrument.is_live ? null : <span>Last bar {format.dateTime(last?.time)}</span>}
          </p>
        </>
      )}
    </Awaited>
  )
}

/** The bars of an instrument, past and live. */
export function ChartCard(props: Props) {
  const { symbol, source, timeframe } = props.shown
  return (
    <Boundary what="The chart">
      <Chart key={`${source} ${symbol} ${timeframe}`} {...props} />
    </Boundary>
  )
}
