'use client'

import { QueryClientProvider } from '@tanstack/react-query'
import { ThemeProvider } from 'next-themes'
import { useEffect, useState, type ReactNode } from 'react'

import { Toaster } from '@/components/ui/toaster'
import { newQueryClient } from '@/lib/query-client'
import { useUi } from '@/stores/ui'

/** The palette and density of this browser, as attributes every colour token reads. */
function Appearance() {
  const { palette, isInverted, density } = useUi()
  useEffect(() => {
    const { dataset } = document.documentElement
    dataset.palette = palette
    dataset.inverted = String(isInverted)
    dataset.density = density
  }, [palette, isInverted, density])
  return null
}

export function Providers({ nonce, children }: { nonce?: string; children: ReactNode }) {
  const [client] = useState(newQueryClient)
  return (
    <QueryClientProvider client={client}>
      <ThemeProvider
        attribute="class"
        defaultTheme="system"
        enableSystem
        disableTransitionOnChange
        {...(nonce === undefined ? {} : { nonce })}
      >
        <Appearance />
        {children}
        <Toaster />
      </ThemeProvider>
    </QueryClientProvider>
  )
}
