'use client'

import { Minus, PencilLine, Plus } from 'lucide-react'

import { Awaited } from '@/components/states/awaited'
import { Badge } from '@/components/ui/badge'
import { Skeleton } from '@/components/ui/skeleton'

import { useDiff } from '../api'
import { changesOf, type Change } from '../model'

const MARKS = {
  added: { Icon: Plus, word: 'Added', tone: 'good' },
  removed: { Icon: Minus, word: 'Removed', tone: 'bad' },
  changed: { Icon: PencilLine, word: 'Changed', tone: 'accent' },
} as const

function Side({ word, text, isGone }: { word: string; text: string; isGone: boolean }) {
  const Icon = isGone ? Minus : Plus
  const Mark = isGone ? 'del' : 'ins'
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <dt className="text-2xs text-muted-foreground">{word}</dt>
      <dd className="flex items-start gap-2 rounded-md bg-muted px-2 py-1">
        <Icon aria-hidden className="mt-1 size-3 shrink-0 text-muted-foreground" />
        <Mark className="min-w-0 break-words no-underline">{text}</Mark>
      </dd>
    </div>
  )
}

function Item({ change }: { change: Change }) {
  const { Icon, word, tone } = MARKS[change.kind]
  return (
    <li className="flex flex-col gap-2 border-b border-border py-3 last:border-b-0">
      <p className="flex flex-wrap items-center gap-2 font-medium">
        <Badge tone={tone}>
          <Icon aria-hidden />
          {word}
        </Badge>
        <span className="min-w-0 break-words">{change.label}</span>
      </p>
      <dl className="grid gap-2 md:grid-cols-2">
        {change.kind === 'added' ? null : <Side word="Before" text={change.before} isGone />}
        {change.kind === 'removed' ? null : (
          <Side word="After" text={change.after} isGone={false} />
        )}
      </dl>
    </li>
  )
}

/** The same as lines of the text form, with those around them. */
function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <details>
      <summary className="min-h-6 cursor-pointer text-primary">As lines of the text form</summary>
      <pre
        tabIndex={0}
        role="region"
        aria-label="Changed lines"
        className="mt-2 overflow-x-auto rounded-md bg-muted p-3 font-mono text-2xs"
      >
        {lines.join('\n')}
      </pre>
    </details>
  )
}

/** What changed from one version to another, in words. */
export function VersionDiff({ id, older, newer }: { id: string; older: number; newer: number }) {
  const diff = useDiff(id, older, newer)
  if (older === newer) {
    return <p className="text-muted-foreground">Choose two different versions to compare.</p>
  }
  return (
    <Awaited query={diff} what="differences" skeleton={<Skeleton className="h-40 w-full" />}>
      {({ lines }) => {
        const changes = changesOf(lines)
        if (changes.length === 0) {
          return (
            <p className="text-muted-foreground">
              Versions {older} and {newer} say the same.
            </p>
          )
        }
        return (
          <div className="flex flex-col gap-3" aria-busy={diff.isPlaceholderData}>
            <p role="status" className="text-2xs text-muted-foreground">
              {changes.length} {changes.length === 1 ? 'difference' : 'differences'} from version{' '}
              {older} to version {newer}
            </p>
            <ul>
              {changes.map((change) => (
                <Item key={`${change.kind} ${change.label}`} change={change} />
              ))}
            </ul>
            <Lines lines={lines} />
          </div>
        )
      }}
    </Awaited>
  )
}
