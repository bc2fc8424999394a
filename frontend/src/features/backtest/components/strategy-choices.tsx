'use client'

import { useState, type ReactElement } from 'react'

import { ChoicesPopover } from '@/components/choices'

import { useStrategies } from '../api'

export interface StrategyChoice {
  /** What stands for no strategy in particular; without it one has to be chosen. */
  all?: string
  /** Also those that were put aside: their backtests are still there. */
  withArchived?: boolean
  onPick: (id: string) => void
}

/** Strategies by name, as the server finds them. */
export function StrategyChoices(props: StrategyChoice & { trigger: ReactElement }) {
  const { all, withArchived = false, onPick, trigger } = props
  const [search, setSearch] = useState('')
  const { data, error } = useStrategies(search, withArchived)
  const found = data?.items.map(({ id, name, symbol, timeframe }) => ({
    id,
    name,
    detail: `${symbol} · ${timeframe}`,
  }))
  const first = all === undefined || search !== '' ? [] : [{ id: '', name: all, detail: '' }]
  return (
    <ChoicesPopover
      label="Strategy"
      trigger={trigger}
      what="strategies"
      search={search}
      onSearch={setSearch}
      items={found && [...first, ...found]}
      more={data ? data.total - data.items.length : 0}
      hasFailed={error !== null}
      keyOf={({ id }) => id || 'all'}
      row={({ name, detail }) => (
        <>
          <span className="flex-1 truncate font-medium">{name}</span>
          <span className="shrink-0 text-2xs text-muted-foreground">{detail}</span>
        </>
      )}
      onPick={({ id }) => onPick(id)}
    />
  )
}
