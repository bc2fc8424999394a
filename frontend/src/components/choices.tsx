'use client'

import { useState, type ReactElement, type ReactNode } from 'react'

import {
  CommandEmpty,
  CommandInput,
  CommandItem,
  CommandList,
  SearchedCommand,
} from '@/components/ui/command'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'

interface Props<Item> {
  /** What there is to choose from, in the plural. */
  what: string
  search: string
  onSearch: (search: string) => void
  /** What the server found for the search, and how many more there are. */
  items: readonly Item[] | undefined
  more: number
  hasFailed: boolean
  keyOf: (item: Item) => string
  row: (item: Item) => ReactNode
  onPick: (item: Item) => void
}

/** A list that the server searches, walked with the arrow keys. */
function Choices<Item>(props: Props<Item>) {
  const { what, search, onSearch, items, more, hasFailed, keyOf, row, onPick } = props
  return (
    <SearchedCommand label={what} found={items?.map(keyOf) ?? []}>
      <CommandInput
        autoFocus
        placeholder={`Search ${what} …`}
        value={search}
        onValueChange={onSearch}
      />
      <CommandList>
        <CommandEmpty className="p-3 text-muted-foreground">
          {hasFailed
            ? `The ${what} could not be loaded.`
            : items === undefined
              ? `Loading ${what} …`
              : `Nothing matches “${search}”.`}
        </CommandEmpty>
        {items?.map((item) => (
          <CommandItem key={keyOf(item)} value={keyOf(item)} onSelect={() => onPick(item)}>
            {row(item)}
          </CommandItem>
        ))}
      </CommandList>
      {more > 0 ? (
        <p className="border-t border-border p-2 text-2xs text-muted-foreground">
          {more} more: type a part of the name.
        </p>
      ) : null}
    </SearchedCommand>
  )
}

interface PopoverProps<Item> extends Props<Item> {
  label: string
  trigger: ReactElement
}

/** The list below its button; open at first, as it is fetched by the press that asks for it. */
export function ChoicesPopover<Item>({ label, trigger, ...rest }: PopoverProps<Item>) {
  const [isOpen, setIsOpen] = useState(true)
  const change = (next: boolean) => {
    setIsOpen(next)
    rest.onSearch('')
  }
  const pick = (item: Item) => {
    change(false)
    rest.onPick(item)
  }
  return (
    <Popover open={isOpen} onOpenChange={change}>
      <PopoverTrigger asChild>{trigger}</PopoverTrigger>
      <PopoverContent align="start" className="p-0" aria-label={label}>
        <Choices {...rest} onPick={pick} />
      </PopoverContent>
    </Popover>
  )
}
