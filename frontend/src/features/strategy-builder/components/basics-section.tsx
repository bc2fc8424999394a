'use client'

import { Checkbox } from '@/components/ui/checkbox'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { NativeSelect } from '@/components/ui/native-select'
import { Textarea } from '@/components/ui/textarea'

import { setDirection, setHead } from '../edits'
import { faultAt } from '../faults'
import { textOf } from '../json'
import { directionOf } from '../model'
import { TIMEFRAMES } from '../operands'
import { useBuilder } from '../hooks/builder-context'
import { SymbolPicker } from './symbol-picker'

const NAME_MAX = 100

/** What the strategy is called, what it trades and on which bars. */
export function BasicsSection() {
  const { draft, edit, faults } = useBuilder()
  const { head } = draft
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Name" error={faultAt(faults, '/name')} className="sm:col-span-2">
        {(given) => (
          <Input
            {...given}
            autoComplete="off"
            maxLength={NAME_MAX}
            value={textOf(head.name)}
            onChange={({ target }) => edit(setHead('name', target.value), 'name')}
          />
        )}
      </Field>
      <Field
        label="Description"
        hint="What it bets on, for you in half a year"
        error={faultAt(faults, '/description')}
        className="sm:col-span-2"
      >
        {(given) => (
          <Textarea
            {...given}
            rows={2}
            value={textOf(head.description)}
            onChange={({ target }) =>
              edit(setHead('description', target.value || undefined), 'description')
            }
          />
        )}
      </Field>
      <Field label="Market" error={faultAt(faults, '/symbol', '/venue')}>
        {(given) => (
          <SymbolPicker
            {...given}
            symbol={textOf(head.symbol)}
            onChoose={(symbol, venue) =>
              edit((before) => setHead('venue', venue)(setHead('symbol', symbol)(before)))
            }
          />
        )}
      </Field>
      <Field label="Timeframe" error={faultAt(faults, '/timeframe')}>
        {(given) => (
          <NativeSelect
            {...given}
            value={textOf(head.timeframe)}
            onChange={({ target }) => edit(setHead('timeframe', target.value))}
          >
            {TIMEFRAMES.some((name) => name === head.timeframe) ? null : (
              <option value={textOf(head.timeframe)}>Choose one</option>
            )}
            {TIMEFRAMES.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </NativeSelect>
        )}
      </Field>
      <DirectionFields />
    </div>
  )
}

function DirectionFields() {
  const { draft, edit, faults } = useBuilder()
  const direction = directionOf(draft)
  return (
    <>
      <Field
        label="Direction"
        className="sm:col-span-2"
        error={faultAt(faults, '/direction', '/reverse')}
      >
        {(given) => (
          <NativeSelect
            {...given}
            value={direction}
            onChange={({ target }) => edit(setDirection(target.value))}
          >
            <option value="long">Long: gains when the price rises</option>
            <option value="short">Short: gains when the price falls</option>
            <option value="both">Both</option>
          </NativeSelect>
        )}
      </Field>
      {direction === 'both' ? (
        <label className="flex min-h-9 items-center gap-2 self-end text-sm">
          <Checkbox
            checked={draft.head.reverse === true}
            onCheckedChange={(checked) => edit(setHead('reverse', checked ? true : undefined))}
          />
          Turn around on the opposite entry
        </label>
      ) : null}
    </>
  )
}
