import { Check } from 'lucide-react'
import type { ComponentProps } from 'react'

import { cn } from '@/lib/cn'

interface Props extends Omit<ComponentProps<'input'>, 'type' | 'onChange'> {
  onCheckedChange?: (checked: boolean) => void
}

/** The browser's own box, drawn as everything else is. */
export function Checkbox({ className, onCheckedChange, ...rest }: Props) {
  return (
    <span className="relative inline-flex size-6 shrink-0 align-middle">
      <input
        type="checkbox"
        className={cn(
          'peer size-6 appearance-none rounded-md border border-input bg-card checked:border-primary checked:bg-primary',
          className,
        )}
        onChange={({ target }) => onCheckedChange?.(target.checked)}
        {...rest}
      />
      <Check
        aria-hidden
        className="pointer-events-none absolute inset-1 size-4 text-primary-foreground opacity-0 peer-checked:opacity-100"
      />
    </span>
  )
}
