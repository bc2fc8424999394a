'use client'

import { useState, type ReactElement } from 'react'

import {
  CommandEmpty,
  CommandInput,
  CommandItem,
  CommandList,
  SearchedCommand,
} from '@/components/ui/command'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'

import { useSettled, useSymbols } from '../api'

interface Props {
  trigger: ReactElement
  /** `venue` names the source where several hold the symbol. */
  onChoose: (symbol: string, venue: string | undefined) => void
}

const valueOf = ({ source, symbol }: { source: string; symbol: string }) => `${source} ${symbol}`

/** What opens below the market's button; it comes with the press that opens it. */
export function SymbolPopover({ trigger, onChoose }: Props) {
  const [isOpen, setIsOpen] = useState(true)
  const [search, setSearch] = useState('')
  const { data, isPending, isError } = useSymbols(useSettled(search.trim(), 250), isOpen)
  // The answer to an earlier search may stand here yet: Enter must not choose from it.
  const wanted = search.trim().toLowerCase()
  const items = (data?.items ?? []).filter((item) => item.symbol.toLowerCase().includes(wanted))
  const isAmbiguous = (name: string) => items.filter((item) => item.symbol === name).length > 1
  return (
    <Popover open={isOpen} onOpenChange={setIsOpen}>
      <PopoverTrigger asChild>{trigger}</PopoverTrigger>
      <PopoverContent align="start" className="p-0" aria-label="Choose a market">
        <SearchedCommand label="Markets" found={items.map(valueOf)}>
          <CommandInput value={search} onValueChange={setSearch} placeholder="Find a market" />
          <CommandList>
            <CommandEmpty className="p-3 text-sm text-muted-foreground">
              {isError
                ? 'The markets could not be loaded.'
                : isPending
                  ? 'Loading the markets …'
                  : 'No market of that name.'}
            </CommandEmpty>
            {items.map((item) => (
              <CommandItem
                key={valueOf(item)}
                value={valueOf(item)}
                onSelect={() => {
                  onChoose(item.symbol, isAmbiguous(item.symbol) ? item.source : undefined)
                  setIsOpen(false)
                }}
              >
                <span className="min-w-0 flex-1 truncate">{item.symbol}</span>
                <span className="text-2xs text-muted-foreground">
                  {item.source}
                  {item.is_own ? ', imported by you' : ''}
                </span>
              </CommandItem>
            ))}
          </CommandList>
        </SearchedCommand>
      </PopoverContent>
    </Popover>
  )
}
