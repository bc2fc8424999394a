'use client'

import { Plus, X } from 'lucide-react'
import { useMemo, useState, type ReactElement } from 'react'

import { Awaited } from '@/components/states/awaited'
import { Button } from '@/components/ui/button'
import {
  Command,
  CommandEmpty,
  CommandGroup,
  CommandInput,
  CommandItem,
  CommandList,
} from '@/components/ui/command'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'
import { Skeleton } from '@/components/ui/skeleton'

import { useCatalogue } from '../api'
import { CALLS_MOST, callOf, textOf, type Entry } from '../indicators'
import { IndicatorParameters } from './indicator-parameters'

export interface IndicatorProps {
  calls: readonly string[]
  onChange: (calls: string[]) => void
}

function Catalogue({
  entries,
  onPick,
}: {
  entries: readonly Entry[]
  onPick: (entry: Entry) => void
}) {
  const groups = useMemo(() => Map.groupBy(entries, ({ group }) => group), [entries])
  return (
    <Command label="Indicators to add">
      <CommandInput autoFocus placeholder="Search indicators …" />
      <CommandList className="max-h-64">
        <CommandEmpty className="p-3 text-muted-foreground">No such indicator.</CommandEmpty>
        {[...groups].map(([group, members]) => (
          <CommandGroup key={group} heading={group}>
            {members.map((entry) => (
              <CommandItem
                key={entry.name}
                value={entry.name}
                keywords={[entry.title, ...entry.aliases]}
                onSelect={() => onPick(entry)}
              >
                <span className="w-24 shrink-0 truncate font-medium">{entry.name}</span>
                <span className="truncate text-2xs text-muted-foreground">{entry.title}</span>
              </CommandItem>
            ))}
          </CommandGroup>
        ))}
      </CommandList>
    </Command>
  )
}

function Chosen({ calls, entries, onChange }: IndicatorProps & { entries: readonly Entry[] }) {
  return (
    <ul className="flex flex-col gap-2 p-3">
      {calls.map((text, index) => {
        const call = callOf(text)
        const entry = entries.find(({ name, aliases }) =>
          [name, ...aliases].includes(call?.name.toUpperCase() ?? ''),
        )
        const without = () => onChange(calls.filter((_, at) => at !== index))
        return (
          <li key={`${index} ${call?.name}`} className="rounded-md border border-border p-2">
            <div className="flex items-center justify-between gap-2">
              <span className="min-w-0 truncate text-sm font-medium" title={entry?.description}>
                {call?.name ?? text}
                <span className="text-2xs font-normal text-muted-foreground"> {entry?.title}</span>
              </span>
              <Button
                variant="ghost"
                size="icon"
                className="size-7 pointer-coarse:size-11"
                aria-label={`Remove ${text}`}
                onClick={without}
              >
                <X aria-hidden />
              </Button>
            </div>
            {call && entry && entry.parameters.length > 0 ? (
              <IndicatorParameters
                entry={entry}
                values={call.values}
                onChange={(values) =>
                  onChange(
                    calls.map((each, at) =>
                      at === index ? textOf({ name: call.name, values }) : each,
                    ),
                  )
                }
              />
            ) : null}
          </li>
        )
      })}
    </ul>
  )
}

/** What opens below the menu's button; it comes with the press that opens it. */
export function IndicatorPopover({
  trigger,
  calls,
  onChange,
}: IndicatorProps & { trigger: ReactElement }) {
  const [isOpen, setIsOpen] = useState(true)
  const [isAdding, setIsAdding] = useState(false)
  const query = useCatalogue(isOpen)
  const isFull = calls.length >= CALLS_MOST
  const isList = isAdding || calls.length === 0
  const open = (next: boolean) => {
    setIsOpen(next)
    setIsAdding(false)
  }
  return (
    <Popover open={isOpen} onOpenChange={open}>
      <PopoverTrigger asChild>{trigger}</PopoverTrigger>
      <PopoverContent align="start" className="w-88 p-0" aria-label="Indicators">
        <Awaited query={query} what="indicators" skeleton={<Skeleton className="m-3 h-40" />}>
          {({ items }) =>
            isList ? (
              <Catalogue
                entries={items}
                onPick={(entry) => {
                  onChange([...calls, entry.name])
                  setIsAdding(false)
                }}
              />
            ) : (
              <>
                <Chosen calls={calls} entries={items} onChange={onChange} />
                <div className="border-t border-border p-3">
                  <Button
                    size="sm"
                    className="w-full"
                    disabled={isFull}
                    onClick={() => setIsAdding(true)}
                  >
                    <Plus aria-hidden />
                    {isFull ? `At most ${CALLS_MOST} indicators` : 'Add another'}
                  </Button>
                </div>
              </>
            )
          }
        </Awaited>
      </PopoverContent>
    </Popover>
  )
}
