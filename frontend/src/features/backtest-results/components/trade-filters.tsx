'use client'

import { Field } from '@/components/ui/field'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { NativeSelect } from '@/components/ui/native-select'

import { useTradeFilter } from '../hooks/use-view'
import { OUTCOMES, reasonLabel, SIDES } from '../trades'

const SIDE_LABELS = { long: 'Long', short: 'Short' }
const OUTCOME_LABELS = { won: 'Won', lost: 'Lost', even: 'Break-even' }

function oneOf<T extends string>(known: readonly T[], value: string): T | null {
  return known.find((each) => each === value) ?? null
}

/** What the list of trades is narrowed to; it lives in the address. */
export function TradeFilters({ reasons }: { reasons: readonly string[] }) {
  const { filter, set } = useTradeFilter()
  const isNarrowed = filter.side || filter.outcome || filter.reason || filter.text
  return (
    <div className="flex flex-wrap items-end gap-3">
      <Field label="Side" className="w-28">
        {(given) => (
          <NativeSelect
            {...given}
            value={filter.side ?? ''}
            onChange={(event) => void set({ side: oneOf(SIDES, event.target.value) })}
          >
            <option value="">All</option>
            {SIDES.map((side) => (
              <option key={side} value={side}>
                {SIDE_LABELS[side]}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      <Field label="Outcome" className="w-36">
        {(given) => (
          <NativeSelect
            {...given}
            value={filter.outcome ?? ''}
            onChange={(event) => void set({ outcome: oneOf(OUTCOMES, event.target.value) })}
          >
            <option value="">All</option>
            {OUTCOMES.map((outcome) => (
              <option key={outcome} value={outcome}>
                {OUTCOME_LABELS[outcome]}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      <Field label="Reason" className="w-44">
        {(given) => (
          <NativeSelect
            {...given}
            value={filter.reason ?? ''}
            onChange={(event) => void set({ reason: event.target.value || null })}
          >
            <option value="">All</option>
            {reasons.map((reason) => (
              <option key={reason} value={reason}>
                {reasonLabel(reason)}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      <Field label="Search" className="w-48 grow sm:grow-0">
        {(given) => (
          <Input
            {...given}
            type="search"
            placeholder="#12, 2026-03, stop …"
            value={filter.text}
            data-table-filter
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
