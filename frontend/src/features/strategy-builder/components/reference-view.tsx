'use client'

import { Skeleton } from '@/components/ui/skeleton'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'

import { replaceItem } from '../edits'
import { useBuilder } from '../hooks/builder-context'
import type { JsonObject } from '../json'
import type { ListName } from '../model'
import { unpacked } from '../saved-rules'
import { useReferred } from '../saved-rules-api'
import { ruleText } from '../words'

interface Props {
  list: ListName
  index: number
  reference: string
}

/** A saved rule in the place where a strategy refers to it. */
export function ReferenceView({ list, index, reference }: Props) {
  const { edit, catalogue, focus } = useBuilder()
  const { data, isMissing, isPending } = useReferred(reference)
  if (isPending && !isMissing) return <Skeleton className="h-10 w-full" />
  if (!data || isMissing)
    return (
      <Alert tone="bad" className="w-full">
        There is no saved rule “{reference}”: remove this, or keep a rule under that name.
      </Alert>
    )
  const document = data.document as JsonObject
  const unpack = () => {
    const item = unpacked(document)
    edit(replaceItem(list, index, item))
    focus(item.id)
  }
  return (
    <div className="min-w-0 flex-1">
      <p className="font-medium break-words">Saved rule “{data.name}”</p>
      <p className="text-2xs break-words text-muted-foreground">{ruleText(document, catalogue)}</p>
      <Button variant="link" size="bare" className="min-h-6 text-2xs" onClick={unpack}>
        Put a copy of it here to change it
      </Button>
    </div>
  )
}
