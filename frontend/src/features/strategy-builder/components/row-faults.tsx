import { CircleAlert } from 'lucide-react'

import type { Fault } from '@/lib/problem'

import { sentence } from '../faults'

/** What is wrong with a row, in words, at the row. */
export function RowFaults({ faults, id }: { faults: readonly Fault[]; id?: string }) {
  if (faults.length === 0) return null
  return (
    <ul id={id} className="flex flex-col gap-1 text-2xs text-destructive" data-testid="row-faults">
      {faults.map((fault) => (
        <li key={`${fault.pointer} ${fault.message}`} className="flex gap-1.5">
          <CircleAlert aria-hidden className="mt-0.5 size-3 shrink-0" />
          <span className="min-w-0 break-words">{sentence(fault)}</span>
        </li>
      ))}
    </ul>
  )
}
