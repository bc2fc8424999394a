import { CommandPalette } from './command-palette'
import { Connection } from './connection'
import { NotificationCentre } from './notification-centre'
import { ThemeSwitch } from './theme-switch'
import { UserMenu } from './user-menu'

import type { ReactNode } from 'react'

/** What is at hand on every page; `jobs` shows work in progress. */
export function Topbar({ jobs }: { jobs?: ReactNode }) {
  return (
    <header className="sticky top-0 z-30 flex h-12 items-center gap-2 border-b border-border bg-card px-3 sm:px-4">
      <CommandPalette />
      <div className="ml-auto flex items-center gap-1">
        {jobs}
        <Connection />
        <NotificationCentre />
        <ThemeSwitch />
        <UserMenu />
      </div>
    </header>
  )
}
