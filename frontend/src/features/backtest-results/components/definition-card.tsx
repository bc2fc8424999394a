'use client'

import { Info } from 'lucide-react'
import { Tooltip as Radix } from 'radix-ui'
import { useState } from 'react'

import { mainPart } from '@/lib/main-part'

import type { Definition } from '../definitions'
import { reasonWords } from '../definitions'
import { useRun } from '../hooks/use-run'
import { figureOf } from '../model'

/** A figure's name; pointer, focus or a tap say what it means and how it is computed. */
export function DefinitionCard({ definition }: { definition: Definition }) {
  const { result, format } = useRun()
  const [isOpen, setIsOpen] = useState(false)
  const { value, reason, sample } = figureOf(result, definition.name)
  const usesA = definition.formula.includes('A')
  return (
    <Radix.Provider delayDuration={150}>
      <Radix.Root open={isOpen} onOpenChange={setIsOpen}>
        <Radix.Trigger
          className="-m-1 inline-flex min-h-6 items-center gap-1 rounded-md p-1 text-left text-2xs font-medium text-muted-foreground hover:text-foreground"
          onClick={(event) => {
            event.preventDefault()
            setIsOpen(true)
          }}
        >
          {definition.title}
          <Info aria-hidden className="size-3 shrink-0" />
        </Radix.Trigger>
        <Radix.Portal container={mainPart()}>
          <Radix.Content
            sideOffset={4}
            collisionPadding={8}
            className="z-50 flex w-80 max-w-[calc(100vw-1rem)] flex-col gap-2 rounded-lg border border-border bg-card p-3 text-2xs text-foreground shadow-lg"
          >
            <span className="block text-sm font-semibold">{definition.title}</span>
            <span className="block">{definition.words}</span>
            <code className="block rounded-md bg-muted px-2 py-1 font-mono break-words">
              {definition.formula}
            </code>
            {value === null ? <span className="block">{reasonWords(reason)}</span> : null}
            <span className="block text-muted-foreground">
              {sample === null ? null : `From ${format.integer(sample)} ${definition.sample}. `}
              {usesA && result.periods_per_year
                ? `A = ${format.integer(result.periods_per_year)} periods per year. `
                : null}
              {result.hashes.engine ? `Engine ${result.hashes.engine.slice(0, 8)}.` : null}
            </span>
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  )
}
