'use client'

import { useId, type ReactNode } from 'react'

import { cn } from '@/lib/cn'

interface Choice<T> {
  value: T
  label: string
  hint?: string
  picture?: ReactNode
}

interface Props<T> {
  legend: string
  hint?: string
  value: T
  choices: readonly Choice<T>[]
  onChange: (value: T) => void
  className?: string
}

/** One of a few, all in sight: radio buttons, as cards. */
export function Choices<T extends string | number>(props: Props<T>) {
  const name = useId()
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 text-sm font-medium">{props.legend}</legend>
      <div className={cn('grid gap-2 sm:grid-cols-3', props.className)}>
        {props.choices.map(({ value, label, hint, picture }) => (
          <label
            key={value}
            className="flex min-h-11 cursor-pointer flex-col gap-1 rounded-lg border border-input p-3 has-checked:border-primary has-checked:bg-accent has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-primary"
          >
            <span className="flex items-center gap-2 text-sm">
              <input
                type="radio"
                name={name}
                checked={value === props.value}
                onChange={() => props.onChange(value)}
                className="size-4 shrink-0 accent-primary outline-none"
              />
              {label}
            </span>
            {hint ? <span className="text-2xs text-muted-foreground">{hint}</span> : null}
            {picture}
          </label>
        ))}
      </div>
      {props.hint ? <p className="mt-1.5 text-2xs text-muted-foreground">{props.hint}</p> : null}
    </fieldset>
  )
}
