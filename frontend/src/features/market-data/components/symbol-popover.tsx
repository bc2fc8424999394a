'use client'

import { useState, type ReactElement } from 'react'

import { ChoicesPopover } from '@/components/choices'
import { Badge } from '@/components/ui/badge'
import { sourceName } from '@/lib/market'

import { useSymbols } from '../api'
import type { Instrument } from '../model'

const SHOWN = 50

interface Props {
  trigger: ReactElement
  label: string
  onPick: (instrument: Instrument) => void
}

/** What opens below a symbol picker; it comes with the press that opens it. */
export function SymbolPopover({ trigger, label, onPick }: Props) {
  const [search, setSearch] = useState('')
  const { data, error } = useSymbols(search, SHOWN)
  return (
    <ChoicesPopover
      label={label}
      trigger={trigger}
      what="symbols"
      search={search}
      onSearch={setSearch}
      items={data?.items}
      more={data ? data.total - data.items.length : 0}
      hasFailed={error !== null}
      keyOf={({ source, symbol }) => `${source} ${symbol}`}
      row={({ source, symbol, is_live: isLive, is_own: isOwn }) => (
        <>
          <span className="flex-1 truncate font-medium">{symbol}</span>
          <span className="truncate text-2xs text-muted-foreground">{sourceName(source)}</span>
          {isLive ? <Badge tone="good">Live</Badge> : null}
          {isOwn ? <Badge>Imported</Badge> : null}
        </>
      )}
      onPick={onPick}
    />
  )
}
