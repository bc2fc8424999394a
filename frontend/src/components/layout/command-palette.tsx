'use client'

import { Search } from 'lucide-react'
import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { Kbd } from '@/components/ui/kbd'
import { useLater } from '@/hooks/use-later'

import { useShortcut } from './use-shortcut'

const load = () => import('./command-dialog').then((part) => part.CommandDialog)
const warm = () => void load().catch(() => undefined)

/** Everything there is, by name: Ctrl-K or ⌘K. */
export function CommandPalette() {
  const [isOpen, setIsOpen] = useState(false)
  const { Part } = useLater(load, isOpen, () => setIsOpen(false))
  useShortcut('mod+k', () => setIsOpen((before) => !before))
  return (
    <>
      <Button
        className="min-w-9 justify-start px-2.5 font-normal text-muted-foreground sm:w-56"
        onClick={() => setIsOpen(true)}
        onPointerEnter={warm}
        onFocus={warm}
        aria-label="Search and commands"
      >
        <Search aria-hidden />
        <span className="flex-1 text-left max-sm:hidden">Search …</span>
        <span className="max-sm:hidden">
          <Kbd>Ctrl K</Kbd>
        </span>
      </Button>
      {Part === null ? null : <Part isOpen={isOpen} onOpenChange={setIsOpen} />}
    </>
  )
}
