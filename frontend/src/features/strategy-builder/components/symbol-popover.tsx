'use client'

import { useState, type ReactElement } from 'react'

import { ChoicesPopover } from '@/components/choices'

import { useSettled, useSymbols } from '../api'

interface Props {
  trigger: ReactElement
  /** `venue` names the source where several hold the symbol. */
  onChoose: (symbol: string, venue: string | undefined) => void
}

/** What opens below the market's button; it comes with the press that opens it. */
export function SymbolPopover({ trigger, onChoose }: Props) {
  const [search, setSearch] = useState('')
  const { data, isError } = useSymbols(useSettled(search.trim(), 250))
  // The answer to an earlier search may stand here yet: Enter must not choose from it.
  const wanted = search.trim().toLowerCase()
  const items = data?.items.filter((item) => item.symbol.toLowerCase().includes(wanted))
  const isAmbiguous = (name: string) =>
    (items ?? []).filter((item) => item.symbol === name).length > 1
  return (
    <ChoicesPopover
      label="Choose a market"
      trigger={trigger}
      what="markets"
      search={search}
      onSearch={setSearch}
      items={items}
      more={data ? data.total - data.items.length : 0}
      hasFailed={isError}
      keyOf={({ source, symbol }) => `${source} ${symbol}`}
      row={({ source, symbol, is_own: isOwn }) => (
        <>
          <span className="min-w-0 flex-1 truncate">{symbol}</span>
          <span className="text-2xs text-muted-foreground">
            {source}
            {isOwn ? ', imported by you' : ''}
          </span>
        </>
      )}
      onPick={({ source, symbol }) => onChoose(symbol, isAmbiguous(symbol) ? source : undefined)}
    />
  )
}
