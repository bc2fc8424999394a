'use client'

import { ArrowDown, ArrowUp, Copy, Trash2, type LucideIcon } from 'lucide-react'

import { Button } from '@/components/ui/button'

interface Props {
  /** "entry condition 1.2" */
  what: string
  onUp?: () => void
  onDown?: () => void
  onClone?: () => void
  onRemove: () => void
}

function Action({
  Icon,
  label,
  onClick,
}: {
  Icon: LucideIcon
  label: string
  onClick: () => void
}) {
  return (
    <Button variant="ghost" size="icon" className="size-8" aria-label={label} onClick={onClick}>
      <Icon aria-hidden />
    </Button>
  )
}

/** Move, copy, delete: everything that can be done to a row as a whole. */
export function NodeActions({ what, onUp, onDown, onClone, onRemove }: Props) {
  return (
    <div className="flex shrink-0 items-center">
      {onUp ? <Action Icon={ArrowUp} label={`Move ${what} up`} onClick={onUp} /> : null}
      {onDown ? <Action Icon={ArrowDown} label={`Move ${what} down`} onClick={onDown} /> : null}
      {onClone ? <Action Icon={Copy} label={`Copy ${what}`} onClick={onClone} /> : null}
      <Action Icon={Trash2} label={`Delete ${what}`} onClick={onRemove} />
    </div>
  )
}
