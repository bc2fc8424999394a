import {
  CandlestickChart,
  FlaskConical,
  LayoutDashboard,
  Settings,
  ShieldCheck,
  Workflow,
  type LucideIcon,
} from 'lucide-react'

export interface Place {
  href: string
  label: string
  Icon: LucideIcon
  /** Pressed after `g`. */
  key: string
  isForAdmins?: boolean
}

export const PLACES: readonly Place[] = [
  { href: '/', label: 'Dashboard', Icon: LayoutDashboard, key: 'd' },
  { href: '/strategies', label: 'Strategies', Icon: Workflow, key: 's' },
  { href: '/backtests', label: 'Backtests', Icon: FlaskConical, key: 'b' },
  { href: '/market', label: 'Market', Icon: CandlestickChart, key: 'm' },
  { href: '/settings', label: 'Settings', Icon: Settings, key: 'e' },
  { href: '/admin', label: 'Admin', Icon: ShieldCheck, key: 'a', isForAdmins: true },
]

/** Return whether `path` lies in the place. */
export function isIn(path: string, place: Place): boolean {
  return place.href === '/'
    ? path === '/'
    : path === place.href || path.startsWith(`${place.href}/`)
}
