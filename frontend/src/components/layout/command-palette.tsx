'use client'

import { Search } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { Kbd } from '@/components/ui/kbd'
import { useWarm } from '@/hooks/use-warm'

import { useShortcut } from './use-shortcut'

const load = () => import('./command-dialog').then((part) => part.CommandDialog)
const CommandDialog = dynamic(() => import('./command-dialog').then((part) => part.CommandDialog), {
  ssr: false,
})

/** Everything there is, by name: Ctrl-K or ⌘K. */
export function CommandPalette() {
  const [isOpen, setIsOpen] = useState(false)
  const [isWanted, setIsWanted] = useState(false)
  useWarm(load)
  useShortcut('mod+k', () => setIsOpen((before) => !before))
  if (isOpen && !isWanted) setIsWanted(true)
  return (
    <>
      <Button
        className="min-w-9 justify-start px-2.5 font-normal text-muted-foreground sm:w-56"
        onClick={() => setIsOpen(true)}
        onPointerEnter={() => void load().catch(() => undefined)}
        aria-label="Search and commands"
      >
        <Search aria-hidden />
        <span className="flex-1 text-left max-sm:hidden">Search …</span>
        <span className="max-sm:hidden">
          <Kbd>Ctrl K</Kbd>
        </span>
      </Button>
      {isWanted ? <CommandDialog isOpen={isOpen} onOpenChange={setIsOpen} /> : null}
    </>
  )
}
