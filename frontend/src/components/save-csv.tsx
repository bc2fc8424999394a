'use client'

import { Download } from 'lucide-react'
import type { ComponentProps } from 'react'

import { Button } from '@/components/ui/button'
import type { Cell } from '@/lib/csv'
import { toast } from '@/lib/toast'

interface Props extends Pick<ComponentProps<typeof Button>, 'size'> {
  label: string
  /** Parts of the file's name. */
  name: readonly string[]
  /** What one row is, as the message says it. */
  what: string
  /** The heading and the rows, made when asked for; null while there is nothing to save yet. */
  rows: (() => readonly (readonly Cell[])[]) | null
}

/** Save what stands next to it as a CSV file. */
export function SaveCsv({ label, name, what, rows, size }: Props) {
  const save = () => {
    if (rows === null) return
    // Loaded on demand: nobody needs it to read the page.
    void import('@/lib/save').then(({ saveCsv }) => {
      const made = rows()
      saveCsv(made, name)
      toast.success(`${made.length - 1} ${what} saved.`)
    })
  }
  return (
    <Button size={size} aria-disabled={rows === null} onClick={save}>
      <Download aria-hidden />
      {label}
    </Button>
  )
}
