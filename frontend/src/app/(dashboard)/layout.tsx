import { NuqsAdapter } from 'nuqs/adapters/next/app'
import type { ReactNode } from 'react'

import { OfflineBanner } from '@/components/layout/offline-banner'
import { RouteFocus } from '@/components/layout/route-focus'
import { Shortcuts } from '@/components/layout/shortcuts'
import { BottomBar, Sidebar } from '@/components/layout/sidebar'
import { Topbar } from '@/components/layout/topbar'
import { RunningJobs } from '@/features/backtest/components/running-jobs'
import { AppearanceSync } from '@/features/settings/components/appearance-sync'

import { FormatProvider } from '../format-provider'
import { LiveProvider } from '../live-provider'
import { SessionGuard } from '../session-guard'

function Providers({ children }: { children: ReactNode }) {
  return (
    <FormatProvider>
      <LiveProvider>{children}</LiveProvider>
    </FormatProvider>
  )
}

export default function DashboardLayout({ children }: { children: ReactNode }) {
  return (
    <Providers>
      <SessionGuard />
      <AppearanceSync />
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-card focus:p-2"
      >
        Skip to the content
      </a>
      <div className="flex">
        <Sidebar />
        <div className="min-w-0 flex-1">
          <Topbar jobs={<RunningJobs />} />
          <OfflineBanner />
          <main id="content" tabIndex={-1} className="outline-none">
            <NuqsAdapter>{children}</NuqsAdapter>
          </main>
        </div>
      </div>
      <BottomBar />
      <Shortcuts />
      <RouteFocus />
    </Providers>
  )
}
