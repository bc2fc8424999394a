import type { ComponentProps } from 'react'

import { cn } from '@/lib/cn'

export const inputStyle =
  'h-9 w-full min-w-0 rounded-md border border-input bg-card px-3 text-sm placeholder:text-muted-foreground disabled:cursor-not-allowed disabled:opacity-55 aria-invalid:border-destructive pointer-coarse:h-11'

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input className={cn(inputStyle, className)} {...rest} />
}
