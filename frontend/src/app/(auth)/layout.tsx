import type { ReactNode } from 'react'

import { OfflineBanner } from '@/components/layout/offline-banner'
import { ThemeSwitch } from '@/components/layout/theme-switch'

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-6 p-4">
      <OfflineBanner />
      <p className="text-xl font-semibold tracking-tight">ApexTrade</p>
      <div className="w-full max-w-[400px] rounded-lg border border-border bg-card p-6">
        {children}
      </div>
      <ThemeSwitch />
    </main>
  )
}
