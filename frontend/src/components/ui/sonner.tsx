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
