'use client'

import { Field } from '@/components/ui/field'
import { NativeSelect } from '@/components/ui/native-select'

import { faultAt } from '../faults'
import { isObject, textOf, withKey } from '../json'
import {
  ARITHMETIC,
  freshOperand,
  kindOf,
  PRICE_WORDS,
  PRICES,
  TIMEFRAMES,
  withArithmetic,
  type OperandKind,
} from '../operands'
import { useBuilder } from '../hooks/builder-context'
import { IndicatorFields } from './indicator-fields'
import { NumberInput } from './number-input'
import type { ObjectProps, OperandProps } from './operand-props'

const KINDS: readonly { kind: Exclude<OperandKind, 'kept'>; words: string }[] = [
  { kind: 'indicator', words: 'Indicator' },
  { kind: 'price', words: 'Price or volume' },
  { kind: 'number', words: 'Number' },
  { kind: 'op', words: 'Calculation' },
]

/** Everything about one operand; parts of it are operands again. */
export function OperandFields({ value, onChange, pointer }: OperandProps) {
  const kind = kindOf(value)
  return (
    <div className="flex flex-col gap-3">
      <Field label="Kind">
        {(given) => (
          <NativeSelect
            {...given}
            value={kind}
            onChange={({ target }) =>
              onChange(freshOperand(target.value as Exclude<OperandKind, 'kept'>, value))
            }
          >
            {kind === 'kept' ? <option value="kept">As written in the JSON</option> : null}
            {KINDS.map(({ kind: name, words }) => (
              <option key={name} value={name}>
                {words}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      {kind === 'number' ? (
        <NumberField value={value} onChange={onChange} pointer={pointer} />
      ) : null}
      {isObject(value) && kind === 'price' ? (
        <PriceField value={value} onChange={onChange} pointer={pointer} />
      ) : null}
      {isObject(value) && kind === 'indicator' ? (
        <IndicatorFields
          value={value}
          onChange={onChange}
          pointer={pointer}
          Source={OperandFields}
        />
      ) : null}
      {isObject(value) && kind === 'op' ? (
        <CalculationFields value={value} onChange={onChange} pointer={pointer} />
      ) : null}
      {kind === 'kept' ? (
        <p className="text-2xs text-muted-foreground">
          This part is kept as it is. Change it in the JSON view, or choose another kind.
        </p>
      ) : null}
      {isObject(value) && kind !== 'kept' ? (
        <ShiftFields value={value} onChange={onChange} pointer={pointer} />
      ) : null}
    </div>
  )
}

function NumberField({ value, onChange, pointer }: OperandProps) {
  const { faults } = useBuilder()
  return (
    <Field label="Value" error={faultAt(faults, pointer)}>
      {(given) => (
        <NumberInput {...given} value={value} onValue={(next) => onChange(next ?? null)} />
      )}
    </Field>
  )
}

function PriceField({ value, onChange, pointer }: ObjectProps) {
  const { faults } = useBuilder()
  return (
    <Field label="Column" error={faultAt(faults, `${pointer}/price`)}>
      {(given) => (
        <NativeSelect
          {...given}
          value={textOf(value.price)}
          onChange={({ target }) => onChange({ ...value, price: target.value })}
        >
          {PRICES.map((name) => (
            <option key={name} value={name}>
              {PRICE_WORDS[name]}
            </option>
          ))}
        </NativeSelect>
      )}
    </Field>
  )
}

function CalculationFields({ value, onChange, pointer }: ObjectProps) {
  const args = Array.isArray(value.args) ? value.args : []
  return (
    <>
      <Field label="Calculation">
        {(given) => (
          <NativeSelect
            {...given}
            value={textOf(value.op)}
            onChange={({ target }) => onChange(withArithmetic(value, target.value))}
          >
            {ARITHMETIC.map(({ name, words }) => (
              <option key={name} value={name}>
                {words}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      {args.map((arg, index) => (
        <fieldset key={index} className="rounded-md border border-border p-3">
          <legend className="px-1 text-2xs text-muted-foreground">Part {index + 1}</legend>
          <OperandFields
            value={arg}
            onChange={(next) =>
              onChange({ ...value, args: args.map((old, at) => (at === index ? next : old)) })
            }
            pointer={`${pointer}/args/${index}`}
          />
        </fieldset>
      ))}
    </>
  )
}

/** From which bars, and how many of them back. */
function ShiftFields({ value, onChange, pointer }: ObjectProps) {
  const { faults, draft } = useBuilder()
  const own = textOf(draft.head.timeframe)
  return (
    <div className="grid grid-cols-2 gap-3">
      <Field label="Timeframe" error={faultAt(faults, `${pointer}/timeframe`)}>
        {(given) => (
          <NativeSelect
            {...given}
            value={textOf(value.timeframe)}
            onChange={({ target }) =>
              onChange(withKey(value, 'timeframe', target.value || undefined))
            }
          >
            <option value="">As the strategy{own ? ` (${own})` : ''}</option>
            {TIMEFRAMES.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      <Field
        label="Bars back"
        hint="0 is the bar that just closed"
        error={faultAt(faults, `${pointer}/offset`)}
      >
        {(given) => (
          <NumberInput
            {...given}
            value={value.offset}
            fallback={0}
            onValue={(next) => onChange(withKey(value, 'offset', next === 0 ? undefined : next))}
          />
        )}
      </Field>
    </div>
  )
}
