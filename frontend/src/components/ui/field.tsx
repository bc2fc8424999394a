import { useId, type ReactNode } from 'react'

import { cn } from '@/lib/cn'

interface Given {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
}

interface Props {
  label: string
  hint?: ReactNode
  error?: string | null
  className?: string
  isLabelHidden?: boolean
  children: (given: Given) => ReactNode
}

/** A control with its label, hint and error, tied together for screen readers. */
export function Field({ label, hint, error, className, isLabelHidden, children }: Props) {
  const id = useId()
  const described = [error ? `${id}-error` : null, hint ? `${id}-hint` : null].filter(Boolean)
  return (
    <div className={cn('flex min-w-0 flex-col gap-1.5', className)}>
      <label htmlFor={id} className={cn('text-sm font-medium', isLabelHidden && 'sr-only')}>
        {label}
      </label>
      {children({
        id,
        'aria-describedby': described.length > 0 ? described.join(' ') : undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {error ? (
        <p id={`${id}-error`} role="alert" className="text-2xs text-destructive">
          {error}
        </p>
      ) : null}
      {hint ? (
        <p id={`${id}-hint`} className="text-2xs text-muted-foreground">
          {hint}
        </p>
      ) : null}
    </div>
  )
}
