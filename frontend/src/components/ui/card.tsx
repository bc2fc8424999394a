import type { ComponentProps, ReactNode } from 'react'

import { cn } from '@/lib/cn'

export function Card({ className, ...rest }: ComponentProps<'section'>) {
  return (
    <section
      className={cn('min-w-0 rounded-lg border border-border bg-card p-4', className)}
      {...rest}
    />
  )
}

interface HeaderProps {
  title: string
  children?: ReactNode
  hint?: ReactNode
  id?: string
}

/** A card's heading, with what can be done about the card on its right. */
export function CardHeader({ title, children, hint, id }: HeaderProps) {
  return (
    <div className="mb-3 flex flex-wrap items-center justify-between gap-2">
      <div className="min-w-0">
        <h2 id={id} className="text-sm font-semibold wrap-anywhere">
          {title}
        </h2>
        {hint ? <p className="text-2xs wrap-anywhere text-muted-foreground">{hint}</p> : null}
      </div>
      {children ? (
        <div className="flex min-w-0 flex-wrap items-center gap-2">{children}</div>
      ) : null}
    </div>
  )
}
