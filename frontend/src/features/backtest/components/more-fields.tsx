'use client'

import { useFormContext } from 'react-hook-form'

import { Checkbox } from '@/components/ui/checkbox'
import { Field } from '@/components/ui/field'
import { NativeSelect } from '@/components/ui/native-select'
import type { Formatter } from '@/lib/format'

import { ENGINES } from '../config'
import type { NumberName, RunForm } from '../order'

import { NumberField } from './number-field'

const FOLDED: readonly NumberName[] = [
  'borrow_pct_per_year',
  'min_fee',
  'fee_per_share',
  'min_notional',
  'lot_step',
  'tick_size',
  'risk_free_pct',
  'mar_pct',
]

interface Props {
  finer: readonly string[]
  sources: readonly string[]
  format: Formatter
  currency: string | undefined
}

function Choices({ finer, sources }: Pick<Props, 'finer' | 'sources'>) {
  const { register, formState } = useFormContext<RunForm>()
  const { errors } = formState
  return (
    <>
      <Field
        label="Engine"
        hint="Both: run twice and compare trade by trade; slower"
        error={errors.engine?.message}
      >
        {(given) => (
          <NativeSelect {...given} {...register('engine')}>
            {Object.entries(ENGINES).map(([value, word]) => (
              <option key={value} value={value}>
                {word}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      <Field
        label="Bars inside a bar"
        hint="Finer bars tell which of stop and target came first"
        error={errors.intrabar_timeframe?.message}
      >
        {(given) => (
          <NativeSelect {...given} {...register('intrabar_timeframe')}>
            <option value="">None: the stop comes first</option>
            {finer.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      <Field label="Data source" error={errors.source?.message}>
        {(given) => (
          <NativeSelect {...given} {...register('source')}>
            <option value="">That of the strategy</option>
            {sources.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
    </>
  )
}

function CloseAtEnd() {
  const { setValue, watch } = useFormContext<RunForm>()
  const isClosed = watch('close_at_end')
  return (
    <label className="flex min-h-9 items-center gap-2 text-sm">
      <Checkbox
        checked={isClosed}
        onCheckedChange={(checked) => setValue('close_at_end', checked, { shouldDirty: true })}
      />
      Close what is open at the end of the period
    </label>
  )
}

/** What a first backtest does not need. */
export function MoreFields(props: Props) {
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        <Choices finer={props.finer} sources={props.sources} />
        {FOLDED.map((name) => (
          <NumberField key={name} name={name} format={props.format} currency={props.currency} />
        ))}
      </div>
      <CloseAtEnd />
    </div>
  )
}
