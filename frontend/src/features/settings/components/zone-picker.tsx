'use client'

import { ChevronDown } from 'lucide-react'
import { useState } from 'react'

import {
  Command,
  CommandEmpty,
  CommandInput,
  CommandItem,
  CommandList,
} from '@/components/ui/command'
import { inputStyle } from '@/components/ui/input'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'
import { cn } from '@/lib/cn'
import { offsetOf, zones } from '@/lib/places'

interface Props {
  id: string
  value: string
  onChange: (zone: string) => void
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
}

function Zones({ value, onPick }: { value: string; onPick: (zone: string) => void }) {
  const [at] = useState(() => new Date())
  return (
    <Command label="Time zones" defaultValue={value}>
      <CommandInput placeholder="City or region …" />
      <CommandList>
        <CommandEmpty className="p-3 text-muted-foreground">No zone of that name.</CommandEmpty>
        {zones(value).map((zone) => (
          <CommandItem
            key={zone}
            value={zone}
            keywords={[zone.replaceAll(/[/_]/g, ' ')]}
            onSelect={() => onPick(zone)}
          >
            <span className="min-w-0 flex-1 truncate">{zone.replaceAll('_', ' ')}</span>
            <span className="figure text-2xs text-muted-foreground">{offsetOf(zone, at)}</span>
          </CommandItem>
        ))}
      </CommandList>
    </Command>
  )
}

/** A zone of the tz database, found by typing. */
export function ZonePicker({ value, onChange, ...given }: Props) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <Popover open={isOpen} onOpenChange={setIsOpen}>
      <PopoverTrigger asChild>
        <button
          type="button"
          aria-label={`Time zone: ${value}`}
          className={cn(inputStyle, 'inline-flex items-center justify-between gap-2 text-left')}
          {...given}
        >
          <span className="truncate">{value.replaceAll('_', ' ')}</span>
          <ChevronDown aria-hidden className="size-4 shrink-0 text-muted-foreground" />
        </button>
      </PopoverTrigger>
      <PopoverContent className="p-0" align="start" aria-label="Choose a time zone">
        <Zones
          value={value}
          onPick={(zone) => {
            onChange(zone)
            setIsOpen(false)
          }}
        />
      </PopoverContent>
    </Popover>
  )
}
