import { create } from 'zustand'
import { persist } from 'zustand/middleware'

import type { CandleKind } from '@/components/charts/candle-parts'

export const PALETTES = ['teal-orange', 'blue-orange', 'green-red'] as const
export type Palette = (typeof PALETTES)[number]
export type Density = 'comfortable' | 'compact'
export type ChartClock = 'own' | 'utc' | 'exchange'

export interface Notice {
  id: string
  title: string
  detail: string
  href: string | null
  at: number
  isRead: boolean
}

interface Ui {
  palette: Palette
  isInverted: boolean
  density: Density
  hasShortcuts: boolean
  paintsPerSecond: 0 | 1 | 4
  isSidebarFolded: boolean
  candleKind: CandleKind
  chartClock: ChartClock
  notices: readonly Notice[]
  set: (
    changed: Partial<
      Pick<
        Ui,
        | 'palette'
        | 'isInverted'
        | 'density'
        | 'hasShortcuts'
        | 'paintsPerSecond'
        | 'isSidebarFolded'
        | 'candleKind'
        | 'chartClock'
      >
    >,
  ) => void
  addNotice: (notice: Omit<Notice, 'isRead'>) => void
  readNotices: () => void
}

const NOTICES_KEPT = 50

/** How this browser shows things; what belongs to the account is kept on the server. */
export const useUi = create<Ui>()(
  persist(
    (set) => ({
      palette: 'teal-orange',
      isInverted: false,
      density: 'comfortable',
      hasShortcuts: true,
      paintsPerSecond: 4,
      isSidebarFolded: false,
      candleKind: 'candles',
      chartClock: 'own',
      notices: [],
      set: (changed) => set(changed),
      addNotice: (notice) =>
        set(({ notices }) =>
          notices.some(({ id }) => id === notice.id)
            ? { notices }
            : { notices: [{ ...notice, isRead: false }, ...notices].slice(0, NOTICES_KEPT) },
        ),
      readNotices: () =>
        set(({ notices }) => ({ notices: notices.map((each) => ({ ...each, isRead: true })) })),
    }),
    { name: 'apextrade-ui', version: 1 },
  ),
)
