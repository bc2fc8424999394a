'use client'

import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { NativeSelect } from '@/components/ui/native-select'

import { useStrategies } from '../api'
import type { ListControls } from '../hooks/use-list-query'
import { STATUS_WORDS, STATUSES } from '../model'

/** What is there to choose from, with what the address names even where it is not there. */
function withCurrent(values: readonly string[], current: string): string[] {
  return [...new Set(current === '' ? values : [...values, current])].sort()
}

/** Which backtests the list shows. */
export function ListFilters({ query, change, reset, isFiltered }: ListControls) {
  const { data } = useStrategies()
  const strategies = data?.items ?? []
  const symbols = withCurrent(
    strategies.map(({ symbol }) => symbol),
    query.symbol,
  )
  const isKnown = strategies.some(({ id }) => id === query.strategy)
  return (
    <div role="search" aria-label="Filter backtests" className="flex flex-wrap items-end gap-3">
      <Field label="Strategy" className="w-full sm:w-56">
        {(given) => (
          <NativeSelect
            {...given}
            data-filter
            value={query.strategy}
            onChange={(event) => change({ strategy: event.target.value })}
          >
            <option value="">All strategies</option>
            {strategies.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
            {query.strategy !== '' && !isKnown ? (
              <option value={query.strategy}>Another strategy</option>
            ) : null}
          </NativeSelect>
        )}
      </Field>
      <Field label="Market" className="min-w-32 flex-1 sm:max-w-40">
        {(given) => (
          <NativeSelect
            {...given}
            value={query.symbol}
            onChange={(event) => change({ symbol: event.target.value })}
          >
            <option value="">All markets</option>
            {symbols.map((symbol) => (
              <option key={symbol} value={symbol}>
                {symbol}
              </option>
            ))}
          </NativeSelect>
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
