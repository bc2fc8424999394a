'use client'

import { useFormContext, useWatch } from 'react-hook-form'

import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import type { Formatter } from '@/lib/format'

import { numberOf, NUMBERS, plainNumber, type NumberName, type RunForm } from '../order'

interface Props {
  name: NumberName
  format: Formatter
  /** Stands for the unit of fields that are amounts of money or prices. */
  currency: string | undefined
}

const COUNTED = new Intl.NumberFormat('en-US', { maximumFractionDigits: 15 })

/** A number written with a comma or a point; where it could be misread, it says what it reads. */
export function NumberField({ name, format, currency }: Props) {
  const { register, formState } = useFormContext<RunForm>()
  const text = useWatch<RunForm, NumberName>({ name })
  const rule = NUMBERS[name]
  const value = numberOf(text, format.viewer.locale)
  const isPlain = value !== null && text === plainNumber(value)
  const read = value === null || isPlain ? null : `Read as ${COUNTED.format(value)}. `
  const unit = rule.unit || currency
  return (
    <Field
      label={unit ? `${rule.label} (${unit})` : rule.label}
      error={formState.errors[name]?.message}
      hint={read === null && rule.hint === '' ? undefined : `${read ?? ''}${rule.hint}`}
    >
      {(given) => (
        <Input
          {...given}
          className="figure"
          inputMode="decimal"
          autoComplete="off"
          {...register(name)}
        />
      )}
    </Field>
  )
}
