'use client'

import { FlaskConical, Plus, Workflow } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'

import {
  Command,
  CommandEmpty,
  CommandGroup,
  CommandInput,
  CommandItem,
  CommandList,
} from '@/components/ui/command'
import { Dialog, DialogContent, DialogDescription, DialogTitle } from '@/components/ui/dialog'
import { $api } from '@/lib/api-client'

import { usePlaces } from './sidebar'

function Entries({ go }: { go: (href: string) => void }) {
  const places = usePlaces()
  const query = { params: { query: { limit: 50 } } } as const
  const strategies = $api.useQuery('get', '/api/v1/strategies', query)
  return (
    <>
      <CommandGroup heading="Go to">
        {places.map(({ href, label, Icon }) => (
          <CommandItem key={href} value={`go to ${label}`} onSelect={() => go(href)}>
            <Icon aria-hidden />
            {label}
          </CommandItem>
        ))}
      </CommandGroup>
      <CommandGroup heading="New">
        <CommandItem value="new strategy" onSelect={() => go('/strategies/new')}>
          <Plus aria-hidden />
          New strategy
        </CommandItem>
        <CommandItem value="run a backtest" onSelect={() => go('/backtests/new')}>
          <FlaskConical aria-hidden />
          Run a backtest
        </CommandItem>
      </CommandGroup>
      <CommandGroup heading="Strategies">
        {strategies.data?.items.map(({ id, name }) => (
          <CommandItem key={id} value={`${name} ${id}`} onSelect={() => go(`/strategies/${id}`)}>
            <Workflow aria-hidden />
            <span className="truncate">{name}</span>
          </CommandItem>
        ))}
      </CommandGroup>
    </>
  )
}

interface Props {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
}

/** The dialog of the command palette. */
export function CommandDialog({ isOpen, onOpenChange }: Props) {
  const router = useRouter()
  const [isGoing, setIsGoing] = useState(false)
  if (isOpen && isGoing) setIsGoing(false)
  const go = (href: string) => {
    onOpenChange(false)
    setIsGoing(true)
    router.push(href)
  }
  return (
    <Dialog open={isOpen} onOpenChange={onOpenChange}>
      <DialogContent
        className="top-[20%] translate-y-0 gap-0 p-0"
        // On the way to another page, which gets the focus.
        {...(isGoing ? { onCloseAutoFocus: (event) => event.preventDefault() } : {})}
      >
        <DialogTitle className="sr-only">Search and commands</DialogTitle>
        <DialogDescription className="sr-only">
          Type a page, a strategy or something to do, choose with the arrow keys.
        </DialogDescription>
        <Command label="Search and commands">
          <CommandInput placeholder="Go to, strategy, command …" className="pr-12" />
          <CommandList>
            <CommandEmpty className="px-2 py-4 text-muted-foreground">Nothing found.</CommandEmpty>
            <Entries go={go} />
          </CommandList>
        </Command>
      </DialogContent>
    </Dialog>
  )
}
