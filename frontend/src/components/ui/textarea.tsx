import type { ComponentProps } from 'react'

import { cn } from '@/lib/cn'

export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea
      className={cn(
        'min-h-24 w-full rounded-md border border-input bg-card px-3 py-2 text-sm aria-invalid:border-destructive',
        className,
      )}
      {...rest}
    />
  )
}
