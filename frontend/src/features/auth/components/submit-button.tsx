'use client'

import type { ReactNode } from 'react'

import { ActionButton } from '@/components/ui/action-button'
import { useHydrated } from '@/hooks/use-hydrated'

interface Props {
  disabled: boolean
  children: ReactNode
}

/**
 * The button of a form that somebody may fill in before the page listens.
 *
 * Until then it sends nothing, nor does Enter: the browser's own way would put the password into
 * the address. It looks no different, so nothing flashes.
 */
export function SubmitButton({ disabled, children }: Props) {
  const isHydrated = useHydrated()
  return (
    <ActionButton
      type="submit"
      variant="primary"
      disabled={disabled || !isHydrated}
      className={isHydrated ? undefined : 'disabled:opacity-100'}
    >
      {children}
    </ActionButton>
  )
}
