'use client'

import { useQuery } from '@tanstack/react-query'

import { Button } from '@/components/ui/button'
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogTitle,
} from '@/components/ui/dialog'
import { useFormat } from '@/hooks/use-format'
import { cn } from '@/lib/cn'

import { printed, type Strategy } from '../api'
import { lineDiff, type Line } from '../diff'
import type { JsonObject } from '../json'

interface Props {
  theirs: Strategy | null
  mine: JsonObject
  onClose: () => void
  onKeepMine: (theirs: Strategy) => void
  onTakeTheirs: (theirs: Strategy) => void
}

function useDiff(theirs: Strategy | null, mine: JsonObject) {
  return useQuery({
    queryKey: ['builder-diff', theirs?.document, mine],
    enabled: theirs !== null,
    queryFn: async () => {
      const other = (theirs?.document ?? {}) as JsonObject
      const texts = await Promise.all([printed(other), printed(mine)])
      // What has no text form is compared as JSON.
      const isText = texts.every((text) => text !== '')
      const pair = isText ? texts : [other, mine].map((each) => JSON.stringify(each, null, 2))
      return lineDiff(pair[0] ?? '', pair[1] ?? '')
    },
  })
}

/** Somebody saved in between: see what differs, then choose. */
export function ConflictDialog({ theirs, mine, onClose, onKeepMine, onTakeTheirs }: Props) {
  const format = useFormat()
  const { data, isError } = useDiff(theirs, mine)
  return (
    <Dialog open={theirs !== null} onOpenChange={(isOpen) => isOpen || onClose()}>
      <DialogContent className="max-w-3xl">
        <DialogTitle>This strategy was saved elsewhere</DialogTitle>
        <DialogDescription>
          Version {theirs?.version} was saved on {format.dateTime(theirs?.updated_at)}, after you
          began. Nothing is lost: both stay in the list of versions if you keep yours.
        </DialogDescription>
        <div
          role="region"
          aria-label="Differences"
          tabIndex={0}
          className="max-h-[50dvh] overflow-auto rounded-md border border-border p-2 font-mono text-2xs"
        >
          {data?.map((line, index) => (
            <DiffLine key={index} line={line} />
          ))}
          {data === undefined ? (
            <p>{isError ? 'The comparison could not be loaded.' : 'Comparing …'}</p>
          ) : null}
        </div>
        <DialogFooter>
          <Button onClick={() => theirs && onTakeTheirs(theirs)}>Take theirs</Button>
          <Button variant="primary" onClick={() => theirs && onKeepMine(theirs)}>
            Keep mine as version {(theirs?.version ?? 0) + 1}
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  )
}

const MARKS: Record<Line['kind'], string> = { same: '', mine: 'Mine: ', theirs: 'Theirs: ' }

function DiffLine({ line }: { line: Line }) {
  return (
    <p
      className={cn(
        'whitespace-pre-wrap break-words',
        line.kind === 'same' ? 'text-muted-foreground' : '',
        line.kind === 'mine' ? 'bg-accent' : '',
        line.kind === 'theirs' ? 'bg-warning-soft' : '',
      )}
    >
      {MARKS[line.kind]}
      {line.text || '\u00a0'}
    </p>
  )
}
