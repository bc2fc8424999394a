'use client'

import dynamic from 'next/dynamic'
import { useMemo } from 'react'

import { Failure } from '@/components/states/failure'
import { Alert } from '@/components/ui/alert'
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
          height={HEIGHT}
        />
      )}
      <Verdict preview={preview} isValid={isValid} />
      {left.length > 0 ? (
        <p className="text-2xs text-muted-foreground">Not drawn: {left.join('; ')}</p>
      ) : null}
      {forms?.words ? <p className="text-2xs">{forms.words}</p> : null}
    </Card>
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
