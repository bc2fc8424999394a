'use client'

import { Search } from 'lucide-react'
import { useRef } from 'react'

import { useShortcut } from '@/components/layout/use-shortcut'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { NativeSelect } from '@/components/ui/native-select'

import { useTraded } from '../api'
import type { ListState } from '../hooks/use-list-state'
import { isFiltered, STATE_WORDS, STATES, symbolsOf } from '../model'

/** What the list is narrowed to; `/` begins to type. */
export function StrategyFilters({ filter, filterBy, clear }: ListState) {
  const box = useRef<HTMLInputElement>(null)
  const traded = useTraded()
  useShortcut('/', () => box.current?.focus())
  return (
    <search className="grid grid-cols-2 items-end gap-3 sm:flex sm:flex-wrap">
      <Field label="Name contains" className="col-span-2 sm:w-64">
        {(given) => (
          <span className="relative">
            <Search
              aria-hidden
              className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-muted-foreground"
            />
            <Input
              {...given}
              ref={box}
              type="search"
              className="pl-8"
              maxLength={100}
              value={filter.search}
              onChange={({ target }) => filterBy({ search: target.value })}
              onKeyDown={({ key, currentTarget }) => {
                if (key === 'Escape') currentTarget.blur()
              }}
            />
          </span>
        )}
      </Field>
      <Field label="State" className="sm:w-44">
        {(given) => (
          <NativeSelect
            {...given}
            value={filter.status ?? ''}
            onChange={({ target }) =>
              filterBy({ status: STATES.find((state) => state === target.value) ?? null })
            }
          >
            <option value="">All but archived</option>
            {STATES.map((state) => (
              <option key={state} value={state}>
                {STATE_WORDS[state].word}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      <Field label="Market" className="sm:w-44">
        {(given) => (
          <NativeSelect
            {...given}
            value={filter.symbol}
            onChange={({ target }) => filterBy({ symbol: target.value })}
          >
            <option value="">Every market</option>
            {symbolsOf(traded.data?.items ?? [], filter.symbol).map((symbol) => (
              <option key={symbol}>{symbol}</option>
            ))}
          </NativeSelect>
        )}
      </Field>
      {isFiltered(filter) ? (
        <Button variant="ghost" className="col-span-2" onClick={clear}>
          Clear the filter
        </Button>
      ) : null}
    </search>
  )
}
