'use client'

import { Command as Cmdk } from 'cmdk'
import { useState, type ComponentProps } from 'react'

import { cn } from '@/lib/cn'

export function Command({ className, ...rest }: ComponentProps<typeof Cmdk>) {
  return <Cmdk className={cn('flex flex-col overflow-hidden', className)} {...rest} />
}

interface SearchedProps extends ComponentProps<typeof Cmdk> {
  /** The values of what the server found, in their order. */
  found: readonly string[]
}

/** A list that the server searches: of a new answer the first is what Enter chooses. */
export function SearchedCommand({ found, ...rest }: SearchedProps) {
  const [pointed, setPointed] = useState('')
  const value = found.includes(pointed) ? pointed : (found[0] ?? '')
  return <Command shouldFilter={false} value={value} onValueChange={setPointed} {...rest} />
}

export function CommandInput({ className, ...rest }: ComponentProps<typeof Cmdk.Input>) {
  return (
    <Cmdk.Input
      className={cn(
        'h-11 w-full border-b border-border bg-transparent px-4 text-sm outline-none placeholder:text-muted-foreground',
        className,
      )}
      {...rest}
    />
  )
}

export function CommandList({ className, ...rest }: ComponentProps<typeof Cmdk.List>) {
  return <Cmdk.List className={cn('max-h-80 overflow-y-auto p-2', className)} {...rest} />
}

export function CommandGroup(props: ComponentProps<typeof Cmdk.Group>) {
  return (
    <Cmdk.Group
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:text-muted-foreground"
      {...props}
    />
  )
}

export function CommandItem({ className, ...rest }: ComponentProps<typeof Cmdk.Item>) {
  return (
    <Cmdk.Item
      className={cn(
        'flex min-h-9 items-center gap-2 rounded-md px-2 text-sm data-[selected=true]:bg-muted [&_svg]:size-4',
        className,
      )}
      {...rest}
    />
  )
}

export const CommandEmpty = Cmdk.Empty
