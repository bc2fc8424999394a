'use client'

import { RotateCcw } from 'lucide-react'

import { ActionButton } from '@/components/ui/action-button'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import type { Formatter } from '@/lib/format'

import type { Version } from '../model'

interface Props {
  version: Version
  isNewest: boolean
  isCompared: boolean
  isOff: boolean
  format: Formatter
  onCompare: () => void
  onRestore: () => void
}

/** One saved state: when, why, and what can be done with it. */
export function VersionRow(props: Props) {
  const { version, isNewest, isCompared, isOff, format } = props
  const { number, name, note, created_at } = version
  return (
    <li className="flex flex-wrap items-center justify-between gap-2 border-b border-border py-2.5 last:border-b-0">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          Version {number}
          {isNewest ? <Badge tone="accent">Now</Badge> : null}
          {isCompared ? <Badge>Compared</Badge> : null}
        </p>
        <p className="text-2xs break-words text-muted-foreground">
          <time dateTime={created_at} title={created_at}>
            {format.dateTime(created_at)}
          </time>
          {` · ${name}`}
          {note ? ` · ${note}` : ''}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        {number > 1 ? (
          <Button size="sm" variant="ghost" onClick={props.onCompare}>
            Show changes<span className="sr-only"> of version {number}</span>
          </Button>
        ) : null}
        {isNewest ? null : (
          <ActionButton size="sm" disabled={isOff} onClick={props.onRestore}>
            <RotateCcw aria-hidden />
            Restore<span className="sr-only"> version {number}</span>
          </ActionButton>
        )}
      </div>
    </li>
  )
}
