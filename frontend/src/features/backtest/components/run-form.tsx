'use client'

import { useRouter } from 'next/navigation'
import { useCallback, useEffect, useState } from 'react'
import { FormProvider, useForm, useWatch } from 'react-hook-form'

import { useShortcut } from '@/components/layout/use-shortcut'
import { ActionButton } from '@/components/ui/action-button'
import { Card } from '@/components/ui/card'
import { Kbd } from '@/components/ui/kbd'
import { useFormat } from '@/hooks/use-format'
import { useOnline } from '@/hooks/use-online'
import { useResolver } from '@/hooks/use-resolver'
import { useWhenReady } from '@/hooks/use-when-ready'
import { newKey } from '@/lib/api-client'
import { quoteOf } from '@/lib/market'
import { ProblemError } from '@/lib/problem'

import { useStart } from '../api'
import { useMarketOfRun } from '../hooks/use-market-of-run'
import { fieldOf, orderOf, type RunForm as Form } from '../order'
import { finerThan, lastMonths, type Days, type Series } from '../period'

import { LastRun } from './last-run'
import { MoreFields } from './more-fields'
import { NumberField } from './number-field'
import { PeriodFields } from './period-fields'
import { Refusal } from './refusal'
import { StrategyField } from './strategy-field'

interface Props {
  initial: Form
}

const MONTHS = 12
/** The fields that are never folded away. */
const SHOWN: ReadonlySet<string> = new Set([
  'strategy_id',
  'start_date',
  'end_date',
  'initial_capital',
  'commission_pct',
  'slippage_pct',
])

/** Fill in the last months with data for as long as nobody chose a period. */
function useDefaultPeriod(
  form: ReturnType<typeof useForm<Form>>,
  longest: Series | null,
  isGiven: boolean,
): void {
  const { dirtyFields } = form.formState
  const isChosen = isGiven || Boolean(dirtyFields.start_date || dirtyFields.end_date)
  const days = longest === null || isChosen ? null : lastMonths(longest, MONTHS)
  const start = days?.start
  const end = days?.end
  useEffect(() => {
    if (start === undefined || end === undefined) return
    form.setValue('start_date', start)
    form.setValue('end_date', end)
  }, [form, start, end])
}

/** Faults land beside their fields; return whether every one of them did. */
function placed(form: ReturnType<typeof useForm<Form>>, error: unknown): boolean {
  if (!(error instanceof ProblemError) || error.faults.length === 0) return false
  const fields = error.faults.map(({ pointer, message }) => ({ name: fieldOf(pointer), message }))
  fields.forEach(({ name, message }) => {
    if (name !== null) form.setError(name, { message })
  })
  return fields.every(({ name }) => name !== null)
}

/** Everything a backtest needs: four answers, the rest is folded. */
export function RunForm({ initial }: Props) {
  const router = useRouter()
  const format = useFormat()
  const isOnline = useOnline()
  const { locale } = format.viewer
  const loadResolver = useCallback(
    () => import('../resolvers').then((part) => part.runResolver(locale)),
    [locale],
  )
  const form = useForm<Form>({ resolver: useResolver(loadResolver), defaultValues: initial })
  const [key, setKey] = useState(newKey)
  const [isPlaced, setIsPlaced] = useState(false)
  const start = useStart((job) => router.push(`/backtests/${job.id}`))
  const [strategyId, source, from, until] = useWatch({
    control: form.control,
    name: ['strategy_id', 'source', 'start_date', 'end_date'],
  })
  const chosen = { strategy_id: strategyId, source, start: from, end: until }
  const market = useMarketOfRun(chosen)
  useDefaultPeriod(form, market.longest, initial.start_date !== '')
  const submit = form.handleSubmit((values) => {
    start.mutate(
      {
        params: { header: { 'Idempotency-Key': key } },
        body: orderOf(values, locale),
      },
      {
        onError: (error) => {
          // A refusal made nothing; what is changed next is another request.
          setKey(newKey())
          setIsPlaced(placed(form, error))
        },
      },
    )
  })
  const isBusy = start.isPending || start.isSuccess
  // Who is quicker than the period that is filled in waits for it, and need not press again.
  const hasPeriod = from !== '' || until !== '' || !market.isLoading
  const begin = useWhenReady(hasPeriod, () => void submit())
  const run = () => {
    if (!isBusy && isOnline) begin()
  }
  useShortcut('mod+enter', run)
  const choosePeriod = ({ start: first, end }: Days) => {
    form.setValue('start_date', first, { shouldDirty: true })
    form.setValue('end_date', end, { shouldDirty: true })
    start.reset()
  }
  const { errors } = form.formState
  const hasFoldedFault = Object.keys(errors).some((name) => !SHOWN.has(name))
  const currency = market.symbol === '' ? undefined : quoteOf(market.symbol)
  return (
    <FormProvider {...form}>
      <form
        noValidate
        className="flex max-w-4xl flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          run()
        }}
      >
        <Card className="flex flex-col gap-4" aria-label="What to run">
          <StrategyField strategy={market.strategy} isMissing={market.isMissing} />
          <PeriodFields
            series={market.series}
            timeframe={market.timeframe}
            symbol={market.symbol}
            isLoading={market.isLoading}
            format={format}
          />
          <div className="grid gap-3 sm:grid-cols-3">
            <NumberField name="initial_capital" format={format} currency={currency} />
            <NumberField name="commission_pct" format={format} currency={currency} />
            <NumberField name="slippage_pct" format={format} currency={currency} />
          </div>
        </Card>
        <details
          open={hasFoldedFault || undefined}
          className="rounded-lg border border-border bg-card p-4"
        >
          <summary className="min-h-6 cursor-pointer text-sm font-medium">
            More settings: engine, finer bars, costs, steps
          </summary>
          <div className="pt-4">
            <MoreFields
              finer={finerThan(market.timeframe)}
              sources={market.sources}
              format={format}
              currency={currency}
            />
          </div>
        </details>
        {start.error && !isPlaced ? (
          <Refusal error={start.error} series={market.longest} onPeriod={choosePeriod} />
        ) : null}
        <div className="flex flex-wrap items-center gap-3">
          <ActionButton type="submit" variant="primary" disabled={isBusy}>
            {isBusy ? 'Starting …' : 'Run backtest'}
          </ActionButton>
          <span className="text-2xs text-muted-foreground max-sm:hidden">
            <Kbd>Ctrl Enter</Kbd>
          </span>
          <LastRun strategyId={strategyId} format={format} />
        </div>
      </form>
    </FormProvider>
  )
}
