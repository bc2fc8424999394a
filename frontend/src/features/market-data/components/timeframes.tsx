'use client'

import { cn } from '@/lib/cn'

import type { Timeframe } from '../model'

interface Props {
  value: Timeframe
  choices: readonly Timeframe[]
  onChoose: (timeframe: Timeframe) => void
}

/** How long a bar is: one of those that stored bars can be put together to. */
export function Timeframes({ value, choices, onChoose }: Props) {
  return (
    <div
      role="group"
      aria-label="Timeframe"
      className="flex min-w-0 gap-0.5 max-sm:w-full max-sm:overflow-x-auto sm:flex-wrap"
    >
      {choices.map((choice) => (
        <button
          key={choice}
          type="button"
          aria-pressed={choice === value}
          onClick={() => onChoose(choice)}
          className={cn(
            'h-8 min-w-9 shrink-0 rounded-md px-2 text-2xs font-medium whitespace-nowrap pointer-coarse:h-11 pointer-coarse:min-w-11',
            choice === value ? 'bg-accent text-primary' : 'text-muted-foreground hover:bg-muted',
          )}
        >
          {choice}
        </button>
      ))}
    </div>
  )
}
