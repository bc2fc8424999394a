'use client'

import { useFormContext, useWatch } from 'react-hook-form'

import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import type { Formatter } from '@/lib/format'

import type { RunForm } from '../order'
import { coverageOf, daysOf, lastMonths, type Days, type Series } from '../period'

import { CoverageBar } from './coverage-bar'

const PRESETS = [
  { label: 'Last month', months: 1 },
  { label: '3 months', months: 3 },
  { label: '12 months', months: 12 },
] as const

interface Props {
  series: Series | null
  timeframe: string
  isLoading: boolean
  symbol: string
  format: Formatter
}

export function usePeriod() {
  const { setValue } = useFormContext<RunForm>()
  return ({ start, end }: Days) => {
    const how = { shouldDirty: true, shouldValidate: true }
    setValue('start_date', start, how)
    setValue('end_date', end, how)
  }
}

/** From and until, what is stored of that, and the periods most people want. */
export function PeriodFields({ series, timeframe, isLoading, symbol, format }: Props) {
  const { register, formState } = useFormContext<RunForm>()
  const [start, end] = useWatch<RunForm, ['start_date', 'end_date']>({
    name: ['start_date', 'end_date'],
  })
  const choose = usePeriod()
  const coverage = series === null ? null : coverageOf(series, timeframe, { start, end })
  const available = series === null ? null : daysOf(series)
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="mb-1 text-sm font-medium">Period (whole UTC days)</legend>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="From" error={formState.errors.start_date?.message}>
          {(given) => <Input {...given} type="date" {...register('start_date')} />}
        </Field>
        <Field
          label="Until"
          hint="up to the start of this day"
          error={formState.errors.end_date?.message}
        >
          {(given) => <Input {...given} type="date" {...register('end_date')} />}
        </Field>
      </div>
      {series !== null && available !== null ? (
        <div className="flex flex-wrap gap-2" role="group" aria-label="Choose a period">
          {PRESETS.map(({ label, months }) => (
            <Button key={label} size="sm" onClick={() => choose(lastMonths(series, months))}>
              {label}
            </Button>
          ))}
          <Button size="sm" onClick={() => choose(available)}>
            All data
          </Button>
        </div>
      ) : null}
      <div className="min-h-12">
        {series !== null && coverage !== null ? (
          <CoverageBar series={series} coverage={coverage} format={format} />
        ) : null}
        {symbol === '' ? (
          <p className="text-2xs text-muted-foreground">
            Choose a strategy to see what is stored of its market.
          </p>
        ) : null}
        {series === null && !isLoading && symbol !== '' ? (
          <Alert tone="warn" role="status">
            No bars are stored from which {timeframe} bars of {symbol} could be made.
          </Alert>
        ) : null}
      </div>
    </fieldset>
  )
}
