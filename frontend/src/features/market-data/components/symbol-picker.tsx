'use client'

import { ChevronsUpDown } from 'lucide-react'

import { Button } from '@/components/ui/button'
import { useOnDemand } from '@/hooks/use-on-demand'
import { OFFLINE } from '@/hooks/use-online'
import { cn } from '@/lib/cn'

import type { Instrument } from '../model'

interface Props {
  label: string
  /** What stands on the button; by default its label. */
  value?: string
  className?: string
  /** Where there is no network to change something with. */
  disabled?: boolean
  onPick: (instrument: Instrument) => void
}

const load = () => import('./symbol-popover').then((part) => part.SymbolPopover)

/** Find an instrument by a part of its symbol. */
export function SymbolPicker({ label, value, className, disabled, onPick }: Props) {
  const { Part, asking } = useOnDemand(load, 'dialog')
  const button = (
    <Button
      role="combobox"
      disabled={disabled}
      title={disabled ? OFFLINE : undefined}
      aria-label={value ? `${label}: ${value}` : label}
      className={cn('justify-between', className)}
      {...asking}
    >
      <span className="truncate">{value ?? label}</span>
      <ChevronsUpDown aria-hidden />
    </Button>
  )
  return Part === null ? button : <Part trigger={button} label={label} onPick={onPick} />
}
