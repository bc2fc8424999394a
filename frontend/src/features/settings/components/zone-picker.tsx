'use client'

import { ChevronDown } from 'lucide-react'

import { inputStyle } from '@/components/ui/input'
import { useOnDemand } from '@/hooks/use-on-demand'
import { cn } from '@/lib/cn'

interface Props {
  id: string
  value: string
  onChange: (zone: string) => void
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
}

const load = () => import('./zone-popover').then((part) => part.ZonePopover)

/** A zone of the tz database, found by typing. */
export function ZonePicker({ value, onChange, ...given }: Props) {
  const { Part, asking } = useOnDemand(load, 'dialog')
  const button = (
    <button
      type="button"
      aria-label={`Time zone: ${value}`}
      className={cn(inputStyle, 'inline-flex items-center justify-between gap-2 text-left')}
      {...given}
      {...asking}
    >
      <span className="truncate">{value.replaceAll('_', ' ')}</span>
      <ChevronDown aria-hidden className="size-4 shrink-0 text-muted-foreground" />
    </button>
  )
  return Part === null ? button : <Part trigger={button} value={value} onChange={onChange} />
}
