'use client'

import { useController } from 'react-hook-form'

import { Field } from '@/components/ui/field'

import type { RunForm } from '../order'

import { StrategyPicker } from './strategy-picker'

interface Props {
  /** The chosen one, once it is known. */
  strategy: { name: string; symbol: string; timeframe: string } | undefined
  isMissing: boolean
}

/** Which strategy runs; those that were put aside are not offered. */
export function StrategyField({ strategy, isMissing }: Props) {
  const { field, fieldState } = useController<RunForm, 'strategy_id'>({ name: 'strategy_id' })
  const isChosen = field.value !== ''
  const named = strategy && `${strategy.name} · ${strategy.symbol} · ${strategy.timeframe}`
  const value = isChosen
    ? (named ?? (isMissing ? 'Choose a strategy' : 'Loading …'))
    : 'Choose a strategy'
  const missing = isChosen && isMissing ? 'This strategy could not be read: choose another.' : null
  return (
    <Field label="Strategy" error={fieldState.error?.message ?? missing}>
      {(given) => (
        <StrategyPicker {...given} ref={field.ref} value={value} onPick={field.onChange} />
      )}
    </Field>
  )
}
