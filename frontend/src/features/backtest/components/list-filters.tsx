'use client'

import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { NativeSelect } from '@/components/ui/native-select'

import { useStrategy } from '../api'
import type { ListControls } from '../hooks/use-list-query'
import { STATUS_WORDS, STATUSES } from '../model'

import { MarketPicker } from './market-picker'
import { StrategyPicker } from './strategy-picker'

/** Which backtests the list shows. */
export function ListFilters({ query, change, reset, isFiltered }: ListControls) {
  const { data: chosen, error } = useStrategy(query.strategy)
  const strategy =
    query.strategy === ''
      ? 'All strategies'
      : (chosen?.name ?? (error ? 'A removed strategy' : 'One strategy'))
  return (
    <div role="search" aria-label="Filter backtests" className="flex flex-wrap items-end gap-3">
      <Field label="Strategy" className="w-full sm:w-56">
        {(given) => (
          <StrategyPicker
            {...given}
            data-filter
            value={strategy}
            all="All strategies"
            withArchived
            onPick={(id) => change({ strategy: id })}
          />
        )}
      </Field>
      <Field label="Market" className="min-w-32 flex-1 sm:max-w-40">
        {(given) => (
          <MarketPicker
            {...given}
            value={query.symbol || 'All markets'}
            onPick={(symbol) => change({ symbol })}
          />
        )}
      </Field>
      <Field label="Status" className="min-w-32 flex-1 sm:max-w-40">
        {(given) => (
          <NativeSelect
            {...given}
            value={query.status ?? ''}
            onChange={(event) =>
              change({ status: STATUSES.find((each) => each === event.target.value) ?? null })
            }
          >
            <option value="">Any status</option>
            {STATUSES.map((status) => (
              <option key={status} value={status}>
                {STATUS_WORDS[status].word}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      {isFiltered ? <Button onClick={reset}>Show all</Button> : null}
    </div>
  )
}
