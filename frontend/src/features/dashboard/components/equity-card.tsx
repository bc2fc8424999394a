'use client'

import dynamic from 'next/dynamic'
import { parseAsString, useQueryState } from 'nuqs'

import { equityData } from '@/components/charts/equity-data'
import { Link } from '@/components/link'
import { Awaited } from '@/components/states/awaited'
import { Boundary } from '@/components/states/boundary'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { Field } from '@/components/ui/field'
import { NativeSelect } from '@/components/ui/native-select'
import { Skeleton } from '@/components/ui/skeleton'
import { useFormat } from '@/hooks/use-format'
import { $api } from '@/lib/api-client'
import { quoteOf } from '@/lib/market'

import { chosenOf, type Result } from '../model'
import { KeyFigures } from './key-figures'

const HEIGHT = 300

function Waiting() {
  return <Skeleton className="h-105 w-full" />
}

const EquityChart = dynamic(
  () => import('@/components/charts/equity-chart').then((module) => module.EquityChart),
  { ssr: false, loading: Waiting },
)

function Curve({ result }: { result: Result }) {
  const format = useFormat()
  const query = $api.useQuery(
    'get',
    '/api/v1/backtests/{backtest_id}/equity',
    { params: { path: { backtest_id: result.id } } },
    { staleTime: Infinity, select: equityData },
  )
  return (
    <Awaited query={query} what="equity" skeleton={<Waiting />}>
      {(data) =>
        data.equity.time.length === 0 ? (
          <p className="text-muted-foreground">This backtest kept no equity curve.</p>
        ) : (
          <EquityChart
            data={data}
            format={format}
            title={`Equity of ${result.strategy_name}`}
            currency={quoteOf(result.symbol)}
            height={HEIGHT}
          />
        )
      }
    </Awaited>
  )
}

/** One finished backtest in figures and as a curve; which one is up to the reader. */
export function EquityCard({ recent }: { recent: readonly Result[] }) {
  const format = useFormat()
  const [id, setId] = useQueryState('backtest', parseAsString)
  const chosen = chosenOf(recent, id)
  if (chosen === null) return null
  return (
    <Card aria-labelledby="equity-title">
      <CardHeader
        id="equity-title"
        title={chosen.strategy_name}
        hint={`${chosen.symbol} · ${chosen.timeframe} · simulated, finished ${format.dateTime(chosen.completed_at)}`}
      >
        {recent.length > 1 ? (
          <Field label="Backtest on show" isLabelHidden className="w-full sm:w-80">
            {(given) => (
              <NativeSelect
                {...given}
                value={chosen.id}
                onChange={(event) => void setId(event.target.value)}
              >
                {recent.map((result) => (
                  <option key={result.id} value={result.id}>
                    {result.strategy_name} · {result.symbol} · {format.date(result.completed_at)}
                  </option>
                ))}
              </NativeSelect>
            )}
          </Field>
        ) : null}
        <Button asChild variant="primary">
          <Link href={`/backtests/${chosen.id}`}>Open the result</Link>
        </Button>
      </CardHeader>
      <KeyFigures result={chosen} />
      <Boundary what="The equity curve">
        <Curve key={chosen.id} result={chosen} />
      </Boundary>
      <p className="mt-3 text-2xs text-muted-foreground">
        A simulated past result does not predict a future one.
      </p>
    </Card>
  )
}
