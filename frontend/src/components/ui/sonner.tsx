'use client'

import { useEffect } from 'react'
import { toast, Toaster } from 'sonner'

import { toastsShownBy } from '@/lib/toast'

/** Toasts in our own colours: the library's coloured ones are too faint to read. */
export function Sonner() {
  // After the library's own effect, which begins to listen.
  useEffect(() => toastsShownBy(toast), [])
  return (
    <Toaster
      position="bottom-right"
      closeButton
      style={{ fontFamily: 'inherit' }}
      // Above the places at the bottom of a phone.
      mobileOffset={{ bottom: '4.5rem' }}
      toastOptions={{
        unstyled: false,
        style: {
          background: 'var(--card)',
          color: 'var(--ink)',
          border: '1px solid var(--line)',
          borderRadius: 'var(--radius)',
        },
        classNames: {
          title: 'break-words',
          content: 'min-w-0',
          description: 'text-muted-foreground! break-words',
          actionButton: 'bg-primary! text-primary-foreground! h-8!',
          closeButton: 'bg-card! text-foreground! border-border!',
        },
      }}
    />
  )
}
