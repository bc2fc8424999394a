'use client'

import { Toaster as Sonner } from 'sonner'

/** Toasts in our own colours: the library's coloured ones are too faint to read. */
export function Toaster() {
  return (
    <Sonner
      position="bottom-right"
      closeButton
      toastOptions={{
        unstyled: false,
        style: {
          background: 'var(--card)',
          color: 'var(--ink)',
          border: '1px solid var(--line)',
          borderRadius: 'var(--radius)',
        },
      }}
    />
  )
}
