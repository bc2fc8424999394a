'use client'

import { PanelLeftClose, PanelLeftOpen } from 'lucide-react'
import { usePathname } from 'next/navigation'

import { Link } from '@/components/link'
import { Button } from '@/components/ui/button'
import { useMe } from '@/hooks/use-format'
import { cn } from '@/lib/cn'
import { useUi } from '@/stores/ui'

import { isIn, PLACES, type Place } from './navigation'

/** Return the places the logged-in user may see. */
export function usePlaces(): readonly Place[] {
  const { data } = useMe()
  return PLACES.filter(({ isForAdmins }) => !isForAdmins || data?.is_admin)
}

export function Sidebar() {
  const path = usePathname()
  const places = usePlaces()
  const isFolded = useUi((state) => state.isSidebarFolded)
  const set = useUi((state) => state.set)
  const words = cn('truncate', isFolded ? 'hidden' : 'hidden lg:inline')
  return (
    <nav
      aria-label="Main"
      className={cn(
        'sticky top-0 hidden h-dvh shrink-0 flex-col gap-1 border-r border-border bg-card p-2 sm:flex',
        isFolded ? 'w-14' : 'w-14 lg:w-58',
      )}
    >
      <p className={cn('px-2.5 py-2.5 text-base font-semibold tracking-tight', words)}>ApexTrade</p>
      {places.map((place) => (
        <Link
          key={place.href}
          href={place.href}
          title={place.label}
          aria-current={isIn(path, place) ? 'page' : undefined}
          className={cn(
            'flex h-9 items-center gap-3 rounded-md px-2.5 text-sm font-medium text-muted-foreground hover:bg-muted hover:text-foreground pointer-coarse:h-11',
            isIn(path, place) && 'bg-accent text-primary',
          )}
        >
          <place.Icon aria-hidden className="size-4.5 shrink-0" />
          <span className={cn('sr-only', !isFolded && 'lg:not-sr-only')}>{place.label}</span>
        </Link>
      ))}
      <Button
        variant="ghost"
        size="icon"
        className="mt-auto hidden lg:inline-flex"
        aria-label={isFolded ? 'Unfold the sidebar' : 'Fold the sidebar'}
        onClick={() => set({ isSidebarFolded: !isFolded })}
      >
        {isFolded ? <PanelLeftOpen aria-hidden /> : <PanelLeftClose aria-hidden />}
      </Button>
    </nav>
  )
}

/** The same places at the bottom of a phone. */
export function BottomBar() {
  const path = usePathname()
  const places = usePlaces()
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-40 flex border-t border-border bg-card pb-[env(safe-area-inset-bottom)] sm:hidden"
    >
      {places.map((place) => (
        <Link
          key={place.href}
          href={place.href}
          aria-current={isIn(path, place) ? 'page' : undefined}
          className={cn(
            'flex h-14 min-w-0 flex-1 flex-col items-center justify-center gap-0.5 text-[0.6875rem] text-muted-foreground',
            isIn(path, place) && 'font-semibold text-primary',
          )}
        >
          <place.Icon aria-hidden className="size-5" />
          <span className="max-w-full truncate">{place.label}</span>
        </Link>
      ))}
    </nav>
  )
}
