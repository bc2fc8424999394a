'use client'

import { useState, type ReactElement } from 'react'

import { Badge } from '@/components/ui/badge'
import {
  CommandEmpty,
  CommandInput,
  CommandItem,
  CommandList,
  SearchedCommand,
} from '@/components/ui/command'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'

import { useSymbols } from '../api'
import type { Instrument } from '../model'

const SHOWN = 50

const valueOf = ({ source, symbol }: { source: string; symbol: string }) => `${source} ${symbol}`

function Choices({ onPick }: { onPick: (instrument: Instrument) => void }) {
  const [search, setSearch] = useState('')
  const { data, isPending, error } = useSymbols(search, SHOWN)
  const more = data ? data.total - data.items.length : 0
  return (
    <SearchedCommand label="Instruments" found={(data?.items ?? []).map(valueOf)}>
      <CommandInput
        autoFocus
        placeholder="Search symbols …"
        value={search}
        onValueChange={setSearch}
      />
      <CommandList>
        <CommandEmpty className="p-3 text-muted-foreground">
          {error
            ? 'The instruments could not be loaded.'
            : isPending
              ? 'Loading instruments …'
              : `No instrument matches “${search}”.`}
        </CommandEmpty>
        {data?.items.map((instrument) => (
          <CommandItem
            key={valueOf(instrument)}
            value={valueOf(instrument)}
            onSelect={() => onPick(instrument)}
          >
            <span className="flex-1 truncate font-medium">{instrument.symbol}</span>
            <span className="truncate text-2xs text-muted-foreground">{instrument.source}</span>
            {instrument.is_live ? <Badge tone="good">Live</Badge> : null}
            {instrument.is_own ? <Badge>Imported</Badge> : null}
          </CommandItem>
        ))}
      </CommandList>
      {more > 0 ? (
        <p className="border-t border-border p-2 text-2xs text-muted-foreground">
          {more} more: type a part of the symbol.
        </p>
      ) : null}
    </SearchedCommand>
  )
}

interface Props {
  trigger: ReactElement
  label: string
  onPick: (instrument: Instrument) => void
}

/** What opens below a symbol picker; it comes with the press that opens it. */
export function SymbolPopover({ trigger, label, onPick }: Props) {
  const [isOpen, setIsOpen] = useState(true)
  return (
    <Popover open={isOpen} onOpenChange={setIsOpen}>
      <PopoverTrigger asChild>{trigger}</PopoverTrigger>
      <PopoverContent align="start" className="p-0" aria-label={label}>
        <Choices
          onPick={(instrument) => {
            setIsOpen(false)
            onPick(instrument)
          }}
        />
      </PopoverContent>
    </Popover>
  )
}
