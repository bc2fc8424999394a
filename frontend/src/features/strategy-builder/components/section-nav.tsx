'use client'

import { Check, CircleAlert } from 'lucide-react'

import { SECTIONS, sectionOf, type Section } from '../faults'
import { useBuilder } from '../hooks/builder-context'
import { count } from '../words'

/** Return how many faults each section has. */
function useFaultCounts(): Record<Section, number> {
  const { faults } = useBuilder()
  const counts: Record<Section, number> = { basics: 0, entry: 0, exit: 0, risk: 0, review: 0 }
  for (const fault of faults) counts[sectionOf(fault)] += 1
  // The review is in order when everything is.
  return { ...counts, review: faults.length }
}

/** The sections with a tick, or with how much is wrong in them. */
export function SectionNav() {
  const counts = useFaultCounts()
  return (
    <nav aria-label="Sections of the strategy">
      <ol className="flex flex-col gap-1">
        {SECTIONS.map(({ id, label }) => (
          <li key={id}>
            <a
              href={`#section-${id}`}
              className="flex min-h-9 items-center gap-2 rounded-md px-2.5 text-sm hover:bg-muted"
            >
              <span className="min-w-0 flex-1">{label}</span>
              {counts[id] === 0 ? (
                <Check className="size-4 text-gain" aria-label="in order" />
              ) : (
                <span className="inline-flex items-center gap-1 text-2xs text-destructive">
                  <CircleAlert aria-hidden className="size-3.5" />
                  {counts[id]}
                  <span className="sr-only"> {count(counts[id], 'fault')}</span>
                </span>
              )}
            </a>
          </li>
        ))}
      </ol>
    </nav>
  )
}
