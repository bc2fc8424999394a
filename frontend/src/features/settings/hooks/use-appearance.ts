'use client'

import { useTheme } from 'next-themes'
import { useMemo } from 'react'

import { useUi } from '@/stores/ui'

import { THEMES, type Appearance } from '../model'

/** Return how things look now, and how to change that; it is felt at once. */
export function useAppearance(): {
  appearance: Appearance
  change: (changed: Partial<Appearance>) => void
} {
  const { theme, setTheme } = useTheme()
  const { palette, isInverted, density, paintsPerSecond, hasShortcuts, set } = useUi()
  const appearance = useMemo<Appearance>(
    () => ({
      theme: THEMES.find((each) => each === theme) ?? 'system',
      palette,
      isInverted,
      density,
      paintsPerSecond,
      hasShortcuts,
    }),
    [theme, palette, isInverted, density, paintsPerSecond, hasShortcuts],
  )
  const change = ({ theme: wanted, ...others }: Partial<Appearance>) => {
    if (wanted !== undefined) setTheme(wanted)
    set(others)
  }
  return { appearance, change }
}
