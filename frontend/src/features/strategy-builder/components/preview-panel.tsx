'use client'

import { ChevronLeft, ChevronRight } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useMemo, useState } from 'react'

import type { Marker } from '@/components/charts/candle-parts'
import { Failure } from '@/components/states/failure'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { Skeleton } from '@/components/ui/skeleton'
import { useFormat } from '@/hooks/use-format'
import { ProblemError } from '@/lib/problem'

import type { Forms } from '../api'
import { useBuilder } from '../hooks/builder-context'
import { usePreview } from '../hooks/use-preview'
import { textOf } from '../json'
import { documentOf } from '../model'
import { firedIn } from '../preview'
import { count } from '../words'

const HEIGHT = 380
const SIGNALS_SENT = 500

const CandleChart = dynamic(
  () => import('@/components/charts/candle-chart').then((module) => module.CandleChart),
  { ssr: false, loading: () => <Skeleton className="h-[380px]" /> },
)

interface Props {
  forms: Forms | undefined
  isValid: boolean
}

type Preview = ReturnType<typeof usePreview>

/** What the rules would have done on the last candles, while they are edited. */
export function PreviewPanel({ forms, isValid }: Props) {
  const { draft, catalogue } = useBuilder()
  const format = useFormat()
  const document = useMemo(() => documentOf(draft), [draft])
  const preview = usePreview(document, isValid, catalogue)
  const { candles, shown, markers, overlays, left } = preview
  const steps = useSteps(markers)
  const symbol = textOf(document.symbol)
  const timeframe = textOf(document.timeframe)
  return (
    <Card aria-labelledby="heading-preview" className="flex flex-col gap-3">
      <CardHeader
        id="heading-preview"
        title="Preview"
        hint={`${symbol}, the last ${count(shown.length, 'candle')} of ${timeframe}`}
      />
      {candles.error && candles.data === undefined ? (
        <NoCandles error={candles.error} onRetry={() => void candles.refetch()} />
      ) : candles.data === undefined ? (
        <Skeleton className="h-[380px]" />
      ) : (
        <CandleChart
          candles={shown}
          format={format}
          summary={`Candles of ${symbol} with ${count(markers.length, 'trade mark')}`}
          overlays={overlays}
          markers={markers}
          focus={steps.marker?.time ?? null}
          height={HEIGHT}
        />
      )}
      <SignalSteps {...steps} />
      <Verdict preview={preview} isValid={isValid} />
      {left.length > 0 ? (
        <p className="text-2xs text-muted-foreground">Not drawn: {left.join('; ')}</p>
      ) : null}
      {forms?.words ? <p className="text-2xs">{forms.words}</p> : null}
    </Card>
  )
}

/** One mark of the chart after the other, the newest first to be shown. */
function useSteps(markers: readonly Marker[]) {
  const [back, setBack] = useState(0)
  const index = Math.max(0, markers.length - 1 - back)
  return { marker: markers[index], index, total: markers.length, setBack }
}

function SignalSteps({ marker, index, total, setBack }: ReturnType<typeof useSteps>) {
  const format = useFormat()
  if (marker === undefined) return null
  const go = (to: number) => () => setBack(total - 1 - to)
  return (
    <div className="flex items-center gap-2">
      <Button
        size="icon"
        className="size-8"
        aria-label="Signal before"
        disabled={index === 0}
        onClick={go(index - 1)}
      >
        <ChevronLeft aria-hidden />
      </Button>
      <p className="min-w-0 flex-1 text-center text-2xs" aria-live="polite">
        {index + 1} of {total}: {marker.side === 'buy' ? 'Buy' : 'Sell'} after{' '}
        {format.dateTime(marker.time)}
      </p>
      <Button
        size="icon"
        className="size-8"
        aria-label="Signal after"
        disabled={index === total - 1}
        onClick={go(index + 1)}
      >
        <ChevronRight aria-hidden />
      </Button>
    </div>
  )
}

function NoCandles({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  if (error instanceof ProblemError && error.status === 404)
    return (
      <Alert tone="warn" title="No candles for this market and timeframe">
        {error.message} Choose another market or timeframe; without candles nothing can be tested.
      </Alert>
    )
  return <Failure error={error} what="The candles" onRetry={onRetry} />
}

/** How often the rules were true, in a sentence. */
function Verdict({ preview, isValid }: { preview: Preview; isValid: boolean }) {
  const { trial, candles, shown, markers } = preview
  if (candles.data === undefined) return null
  if (!isValid)
    return (
      <p className="text-2xs text-muted-foreground">
        Signals appear as soon as everything is in order.
      </p>
    )
  if (trial.data === undefined)
    return trial.error ? (
      <Failure error={trial.error} what="The signals" onRetry={() => void trial.refetch()} />
    ) : (
      <p className="text-2xs text-muted-foreground">Looking for signals …</p>
    )
  const { entries, exits } = firedIn(trial.data.signals, shown[0]?.time ?? 0)
  const isCut = trial.data.signals.length >= SIGNALS_SENT
  return (
    <div className="flex flex-col gap-1" aria-busy={trial.isFetching}>
      <p data-testid="fired">
        Fired {count(entries, 'time')} to enter and {count(exits, 'time')} to exit in this window
        {isCut ? ' (the last 500 signals are counted)' : ''}.
      </p>
      <p className="text-2xs text-muted-foreground">
        {count(markers.length, 'mark')} on the chart: B buys, S sells, where the position would
        change. Stops and targets are not in this picture; a backtest has them.
      </p>
    </div>
  )
}
