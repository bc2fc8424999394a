'use client'

import {
  Archive,
  ArchiveRestore,
  CirclePause,
  Copy,
  FlaskConical,
  History,
  Pencil,
  Trash2,
} from 'lucide-react'
import { useRef, useState, type ReactElement } from 'react'

import { Link } from '@/components/link'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { useOnline } from '@/hooks/use-online'

import { useDeeds, type Deeds } from '../hooks/use-deeds'
import { runHref, type Stored } from '../model'

import { DeleteDialog } from './delete-dialog'

export interface StrategyMenuProps {
  strategy: Stored
  /** The page of the strategy has these as buttons of its own. */
  isShort?: boolean
  onDeleted?: () => void
}

function Places({ id }: { id: string }) {
  return (
    <>
      <DropdownMenuItem asChild>
        <Link href={`/strategies/${id}/edit`}>
          <Pencil aria-hidden />
          Edit
        </Link>
      </DropdownMenuItem>
      <DropdownMenuItem asChild>
        <Link href={runHref(id)}>
          <FlaskConical aria-hidden />
          Run backtest
        </Link>
      </DropdownMenuItem>
      <DropdownMenuItem asChild>
        <Link href={`/strategies/${id}?tab=versions`}>
          <History aria-hidden />
          Versions
        </Link>
      </DropdownMenuItem>
      <DropdownMenuSeparator />
    </>
  )
}

function Aside({ strategy, deeds, isOff }: StrategyMenuProps & { deeds: Deeds; isOff: boolean }) {
  if (strategy.status === 'active') {
    return (
      <DropdownMenuItem disabled={isOff} onSelect={deeds.pause}>
        <CirclePause aria-hidden />
        Pause
      </DropdownMenuItem>
    )
  }
  if (strategy.status === 'archived') {
    return (
      <DropdownMenuItem disabled={isOff} onSelect={deeds.unarchive}>
        <ArchiveRestore aria-hidden />
        Take out of the archive
      </DropdownMenuItem>
    )
  }
  return (
    <DropdownMenuItem disabled={isOff} onSelect={deeds.archive}>
      <Archive aria-hidden />
      Archive
    </DropdownMenuItem>
  )
}

/** The open menu of `StrategyMenu`. */
export function StrategyActions({
  strategy,
  trigger,
  isShort = false,
  onDeleted = () => undefined,
}: StrategyMenuProps & { trigger: ReactElement }) {
  const { id, name } = strategy
  const deeds = useDeeds(strategy, onDeleted)
  const isOnline = useOnline()
  const [isAsking, setIsAsking] = useState(false)
  const isOff = deeds.isBusy || !isOnline
  const wantsDelete = useRef(false)
  const askWhenClosed = () => {
    // Asked only now: the dialog gives the focus back to what had it, and that is the menu's button.
    if (wantsDelete.current) setIsAsking(true)
    wantsDelete.current = false
  }
  return (
    <>
      <DropdownMenu defaultOpen>
        <DropdownMenuTrigger asChild>{trigger}</DropdownMenuTrigger>
        <DropdownMenuContent onCloseAutoFocus={askWhenClosed}>
          {isOnline ? null : <DropdownMenuLabel>Offline: nothing can be changed</DropdownMenuLabel>}
          {isShort ? null : <Places id={id} />}
          <DropdownMenuItem disabled={isOff} onSelect={deeds.clone}>
            <Copy aria-hidden />
            Clone
          </DropdownMenuItem>
          <Aside strategy={strategy} deeds={deeds} isOff={isOff} />
          <DropdownMenuItem
            isDangerous
            disabled={isOff}
            onSelect={() => (wantsDelete.current = true)}
          >
            <Trash2 aria-hidden />
            Delete …
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <DeleteDialog name={name} deeds={deeds} isOpen={isAsking} onOpenChange={setIsAsking} />
    </>
  )
}
