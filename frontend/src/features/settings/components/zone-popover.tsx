'use client'

import { useState, type ReactElement } from 'react'

import {
  Command,
  CommandEmpty,
  CommandInput,
  CommandItem,
  CommandList,
} from '@/components/ui/command'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'
import { offsetOf, zones } from '@/lib/places'

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

interface Props {
  trigger: ReactElement
  value: string
  onChange: (zone: string) => void
}

/** What opens below the zone picker; it comes with the press that opens it. */
export function ZonePopover({ trigger, value, onChange }: Props) {
  const [isOpen, setIsOpen] = useState(true)
  return (
    <Popover open={isOpen} onOpenChange={setIsOpen}>
      <PopoverTrigger asChild>{trigger}</PopoverTrigger>
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
