import type { ComponentProps } from 'react'

import { cn } from '@/lib/cn'

/** A table that scrolls inside its own labelled region when it is wider than the page. */
export function Table({ label, className, ...rest }: ComponentProps<'table'> & { label: string }) {
  return (
    <div
      role="region"
      aria-label={label}
      tabIndex={0}
      className="relative w-full overflow-x-auto rounded-lg border border-border bg-card"
    >
      <table className={cn('w-full caption-bottom text-[0.8125rem]', className)} {...rest} />
    </div>
  )
}

export function Th({ className, scope = 'col', ...rest }: ComponentProps<'th'>) {
  return (
    <th
      scope={scope}
      className={cn(
        'h-9 border-b border-border px-3 text-left text-2xs font-medium whitespace-nowrap text-muted-foreground',
        className,
      )}
      {...rest}
    />
  )
}

export function Td({ className, ...rest }: ComponentProps<'td'>) {
  return <td className={cn('h-10 border-b border-border px-3 align-middle', className)} {...rest} />
}
