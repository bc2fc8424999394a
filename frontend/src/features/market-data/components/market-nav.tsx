'use client'

import { usePathname } from 'next/navigation'

import { Link } from '@/components/link'
import { cn } from '@/lib/cn'

const PLACES = [
  { href: '/market', label: 'Market' },
  { href: '/market/coverage', label: 'Data' },
] as const

/** Between prices and what they are made of. */
export function MarketNav() {
  const path = usePathname()
  return (
    <nav aria-label="Market" className="flex gap-1">
      {PLACES.map(({ href, label }) => (
        <Link
          key={href}
          href={href}
          aria-current={path === href ? 'page' : undefined}
          className={cn(
            'inline-flex h-9 items-center rounded-md px-3 text-sm font-medium pointer-coarse:h-11',
            path === href
              ? 'bg-accent text-primary'
              : 'text-muted-foreground hover:bg-muted hover:text-foreground',
          )}
        >
          {label}
        </Link>
      ))}
    </nav>
  )
}
