'use client'

import { useRef } from 'react'

import { useShortcut } from '@/components/layout/use-shortcut'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { NativeSelect } from '@/components/ui/native-select'

import { useTradeFilter } from '../hooks/use-view'
import { OUTCOMES, reasonLabel, SIDES } from '../trades'

const SIDE_LABELS = { long: 'Long', short: 'Short' }
const OUTCOME_LABELS = { won: 'Won', lost: 'Lost', even: 'Break-even' }

interface ChoiceProps<T extends string> {
  label: string
  className: string
  options: readonly T[]
  value: string | null
  worded: (option: T) => string
  onChange: (option: T | null) => void
}

/** One of some values, or all of them. */
function Choice<T extends string>(props: ChoiceProps<T>) {
  const { label, className, options, value, worded, onChange } = props
  return (
    <Field label={label} className={className}>
      {(given) => (
        <NativeSelect
          {...given}
          value={value ?? ''}
          onChange={({ target }) => onChange(options.find((each) => each === target.value) ?? null)}
        >
          <option value="">All</option>
          {options.map((option) => (
            <option key={option} value={option}>
              {worded(option)}
            </option>
          ))}
        </NativeSelect>
      )}
    </Field>
  )
}

/** What the list of trades is narrowed to; it lives in the address. */
export function TradeFilters({ reasons }: { reasons: readonly string[] }) {
  const { filter, set } = useTradeFilter()
  const search = useRef<HTMLInputElement>(null)
  useShortcut('/', () => search.current?.focus())
  const isNarrowed = filter.side || filter.outcome || filter.reason || filter.text
  return (
    <div className="flex flex-wrap items-end gap-3">
      <Choice
        label="Side"
        className="w-28"
        options={SIDES}
        value={filter.side}
        worded={(side) => SIDE_LABELS[side]}
        onChange={(side) => void set({ side })}
      />
      <Choice
        label="Outcome"
        className="w-36"
        options={OUTCOMES}
        value={filter.outcome}
        worded={(outcome) => OUTCOME_LABELS[outcome]}
        onChange={(outcome) => void set({ outcome })}
      />
      <Choice
        label="Reason"
        className="w-44"
        options={reasons}
        value={filter.reason}
        worded={reasonLabel}
        onChange={(reason) => void set({ reason })}
      />
      <Field label="Search" className="w-48 grow sm:grow-0">
        {(given) => (
          <Input
            {...given}
            type="search"
            placeholder="#12, 2026-03, stop …"
            value={filter.text}
            ref={search}
            onChange={(event) => void set({ q: event.target.value || null })}
          />
        )}
      </Field>
      {isNarrowed ? (
        <Button
          variant="ghost"
          onClick={() => void set({ side: null, outcome: null, reason: null, q: null })}
        >
          Clear filters
        </Button>
      ) : null}
    </div>
  )
}
