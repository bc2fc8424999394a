'use client'

import { useState, type ReactElement } from 'react'

import { ChoicesPopover } from '@/components/choices'

import { useSymbols } from '../api'

interface Props {
  trigger: ReactElement
  onPick: (symbol: string) => void
}

/** Markets by a part of their symbol, as the server finds them. */
export function MarketChoices({ trigger, onPick }: Props) {
  const [search, setSearch] = useState('')
  const { data, error } = useSymbols(search)
  // One market may be known from several sources.
  const symbols = data && [...new Set(data.items.map(({ symbol }) => symbol))]
  return (
    <ChoicesPopover
      label="Market"
      trigger={trigger}
      what="markets"
      search={search}
      onSearch={setSearch}
      items={symbols && (search === '' ? ['', ...symbols] : symbols)}
      more={data ? data.total - data.items.length : 0}
      hasFailed={error !== null}
      keyOf={(symbol) => symbol || 'all'}
      row={(symbol) => <span className="truncate font-medium">{symbol || 'All markets'}</span>}
      onPick={onPick}
    />
  )
}
