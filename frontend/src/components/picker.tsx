'use client'

import { ChevronsUpDown } from 'lucide-react'
import type { ComponentProps } from 'react'

import { Button } from '@/components/ui/button'
import { cn } from '@/lib/cn'

interface Props extends Omit<ComponentProps<typeof Button>, 'value' | 'children'> {
  label: string
  /** What is chosen, in words. */
  value: string
}

/** The button of a choice from more than fits into a list; what it opens is fetched when needed. */
export function PickerButton({ label, value, className, ...rest }: Props) {
  return (
    <Button
      role="combobox"
      aria-label={`${label}: ${value}`}
      className={cn('w-full justify-between font-normal', className)}
      {...rest}
    >
      <span className="truncate">{value}</span>
      <ChevronsUpDown aria-hidden />
    </Button>
  )
}
