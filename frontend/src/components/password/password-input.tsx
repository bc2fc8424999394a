'use client'

import { Eye, EyeOff } from 'lucide-react'
import { useState, type ComponentProps } from 'react'

import { Input } from '@/components/ui/input'

/** A password that can be looked at while it is typed; pasting and password managers work. */
export function PasswordInput(props: Omit<ComponentProps<'input'>, 'type' | 'className'>) {
  const [isShown, setIsShown] = useState(false)
  const Icon = isShown ? EyeOff : Eye
  return (
    <span className="relative block">
      <Input
        {...props}
        type={isShown ? 'text' : 'password'}
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        className="pr-11"
      />
      <button
        type="button"
        aria-label={isShown ? 'Hide the characters' : 'Show the characters'}
        aria-pressed={isShown}
        onClick={() => setIsShown(!isShown)}
        className="absolute inset-y-0.5 right-0.5 inline-flex w-9 items-center justify-center rounded-md text-muted-foreground hover:bg-muted"
      >
        <Icon aria-hidden className="size-4" />
      </button>
    </span>
  )
}
