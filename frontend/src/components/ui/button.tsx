import { cva, type VariantProps } from 'class-variance-authority'
import { Slot } from 'radix-ui'
import type { ComponentProps } from 'react'

import { cn } from '@/lib/cn'

export const buttonStyle = cva(
  'inline-flex shrink-0 items-center justify-center gap-2 rounded-md text-sm font-medium whitespace-nowrap transition-colors duration-150 disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        primary: 'bg-primary text-primary-foreground hover:opacity-90',
        outline: 'border border-input bg-card hover:bg-muted',
        ghost: 'hover:bg-muted',
        danger: 'bg-destructive text-destructive-foreground hover:opacity-90',
        link: 'text-primary underline underline-offset-4 hover:opacity-80',
      },
      size: {
        md: 'h-9 px-3.5 pointer-coarse:h-11',
        sm: 'h-8 px-2.5 pointer-coarse:h-11',
        icon: 'size-9 pointer-coarse:size-11',
        bare: 'h-auto p-0',
      },
    },
    defaultVariants: { variant: 'outline', size: 'md' },
  },
)

type Props = ComponentProps<'button'> & VariantProps<typeof buttonStyle> & { asChild?: boolean }

export function Button({ className, variant, size, asChild = false, type, ...rest }: Props) {
  const Element = asChild ? Slot.Root : 'button'
  return (
    <Element
      className={cn(buttonStyle({ variant, size }), className)}
      {...(asChild ? {} : { type: type ?? 'button' })}
      {...rest}
    />
  )
}
