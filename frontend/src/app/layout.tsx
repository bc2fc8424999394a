import { GeistSans } from 'geist/font/sans'
import type { Metadata, Viewport } from 'next'
import { headers } from 'next/headers'
import type { ReactNode } from 'react'

import { EARLY_REFRESH } from '@/lib/early-refresh'
import '@/styles/globals.css'

import { Providers } from './providers'

export const metadata: Metadata = {
  title: { default: 'ApexTrade', template: '%s · ApexTrade' },
  description: 'Self-hosted algorithmic trading',
}

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fafafa' },
    { media: '(prefers-color-scheme: dark)', color: '#0b0f14' },
  ],
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const told = await headers()
  const nonce = told.get('x-nonce') ?? undefined
  return (
    <html lang="en" className={GeistSans.variable} suppressHydrationWarning>
      <body className="min-h-dvh antialiased">
        {told.get('x-known') === null ? null : <script nonce={nonce}>{EARLY_REFRESH}</script>}
        <Providers nonce={nonce}>{children}</Providers>
      </body>
    </html>
  )
}
