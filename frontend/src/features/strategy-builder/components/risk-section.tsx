'use client'

import { Field } from '@/components/ui/field'
import { NativeSelect } from '@/components/ui/native-select'
import { useFormat } from '@/hooks/use-format'
import { quoteOf } from '@/lib/market'

import { setHead, setPart } from '../edits'
import { faultAt } from '../faults'
import { isObject, textOf } from '../json'
import {
  RISK_FIELDS,
  riskExample,
  sectionIn,
  SIZE_MODES,
  sizeExample,
  type RiskField,
} from '../risk'
import { useBuilder } from '../hooks/builder-context'
import { NumberInput } from './number-input'

/** How much an entry buys, and what ends a trade or the trading. */
export function RiskSection() {
  return (
    <div className="flex flex-col gap-6">
      <SizeFields />
      <div className="grid gap-x-4 gap-y-5 sm:grid-cols-2 lg:grid-cols-3 xl:grid-cols-2 2xl:grid-cols-3">
        {RISK_FIELDS.map((field) => (
          <RiskInput key={field.name} field={field} />
        ))}
      </div>
    </div>
  )
}

function useMoney() {
  const { draft } = useBuilder()
  const format = useFormat()
  const currency = quoteOf(textOf(draft.head.symbol))
  return (amount: number) => format.money(amount, { currency })
}

function RiskInput({ field }: { field: RiskField }) {
  const { draft, edit, faults } = useBuilder()
  const money = useMoney()
  const example = riskExample(field.name, draft.head, money)
  return (
    <Field
      label={`${field.label} (${field.unit})`}
      hint={example === null ? field.hint : `${field.hint} ${example}`}
      error={faultAt(faults, `/risk_management/${field.name}`)}
    >
      {(given) => (
        <NumberInput
          {...given}
          placeholder="None"
          value={sectionIn(draft.head, 'risk_management')[field.name]}
          onValue={(value) =>
            edit(setPart('risk_management', field.name, value), `risk ${field.name}`)
          }
        />
      )}
    </Field>
  )
}

const FIRST_VALUES: Record<string, number> = {
  percent_equity: 50,
  fixed_amount: 1_000,
  fixed_quantity: 1,
  risk_per_trade_pct: 1,
}

function SizeFields() {
  const { draft, edit, faults } = useBuilder()
  const money = useMoney()
  const size = isObject(draft.head.size) ? draft.head.size : null
  const mode = textOf(size?.mode)
  const unit = SIZE_MODES.find(({ name }) => name === mode)?.unit
  const symbol = textOf(draft.head.symbol)
  const unitText =
    unit === 'money' ? quoteOf(symbol) : unit === 'units' ? (symbol.split('/')[0] ?? unit) : unit
  return (
    <div className="grid gap-x-4 gap-y-5 sm:grid-cols-2">
      <Field
        label="Size of an entry"
        className="sm:col-span-2"
        hint={sizeExample(draft.head, money)}
        error={faultAt(faults, '/size', '/size/mode')}
      >
        {(given) => (
          <NativeSelect
            {...given}
            value={mode}
            onChange={({ target }) => {
              const value = FIRST_VALUES[target.value]
              edit(
                setHead(
                  'size',
                  value === undefined ? undefined : { ...size, mode: target.value, value },
                ),
              )
            }}
          >
            <option value="">Not set: as the largest position, else 10 %</option>
            {SIZE_MODES.map(({ name, words }) => (
              <option key={name} value={name}>
                {words}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      {size === null ? null : (
        <Field label={`Value (${unitText ?? '?'})`} error={faultAt(faults, '/size/value')}>
          {(given) => (
            <NumberInput
              {...given}
              value={size.value}
              onValue={(value) => edit(setPart('size', 'value', value), 'size value')}
            />
          )}
        </Field>
      )}
    </div>
  )
}
