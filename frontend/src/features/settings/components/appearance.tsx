'use client'

import { useTheme } from 'next-themes'
import { useSyncExternalStore } from 'react'

import { Card, CardHeader } from '@/components/ui/card'
import { Skeleton } from '@/components/ui/skeleton'
import type { Palette } from '@/stores/ui'

import { useAppearance } from '../hooks/use-appearance'
import { Choices } from './choices'
import { PalettePreview } from './palette-preview'
import { SwitchRow } from './switch-row'

const PALETTES: readonly { value: Palette; label: string; hint: string }[] = [
  { value: 'teal-orange', label: 'Teal and orange', hint: 'The default' },
  { value: 'blue-orange', label: 'Blue and orange', hint: 'For most kinds of colour blindness' },
  { value: 'green-red', label: 'Green and red', hint: 'Classic; hard for colour-blind people' },
]
const RATES = [
  { value: 4, label: 'Four times a second', hint: 'The default' },
  { value: 1, label: 'Once a second', hint: 'Calmer' },
  { value: 0, label: 'Paused', hint: 'Prices stay as they are' },
] as const

const never = () => () => undefined

function useReducedMotion(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = window.matchMedia('(prefers-reduced-motion: reduce)')
      query.addEventListener('change', changed)
      return () => query.removeEventListener('change', changed)
    },
    () => window.matchMedia('(prefers-reduced-motion: reduce)').matches,
    () => false,
  )
}

function Colours() {
  const { appearance, change } = useAppearance()
  const { resolvedTheme } = useTheme()
  const isDark = resolvedTheme === 'dark'
  return (
    <Card className="flex flex-col gap-5">
      <CardHeader title="Colours" hint="Applied at once and kept with your account" />
      <Choices
        legend="Theme"
        value={appearance.theme}
        onChange={(theme) => change({ theme })}
        choices={[
          { value: 'system', label: 'Like the system' },
          { value: 'light', label: 'Light' },
          { value: 'dark', label: 'Dark' },
        ]}
      />
      <Choices
        legend="Gain and loss"
        hint="Colour is never the only sign: rising candles are hollow, falling ones filled, and changes carry an arrow and a sign."
        value={appearance.palette}
        onChange={(palette) => change({ palette })}
        className="sm:grid-cols-1 md:grid-cols-3"
        choices={PALETTES.map((each) => ({
          ...each,
          picture: (
            <PalettePreview
              palette={each.value}
              isInverted={appearance.isInverted}
              isDark={isDark}
            />
          ),
        }))}
      />
      <SwitchRow
        label="Exchange the two colours"
        hint="For markets where red means up"
        isOn={appearance.isInverted}
        onChange={(isInverted) => change({ isInverted })}
      />
    </Card>
  )
}

function Behaviour() {
  const { appearance, change } = useAppearance()
  const isReduced = useReducedMotion()
  return (
    <Card className="flex flex-col gap-5">
      <CardHeader title="Layout and movement" hint="Applied at once and kept with your account" />
      <Choices
        legend="Density of tables"
        value={appearance.density}
        onChange={(density) => change({ density })}
        choices={[
          { value: 'comfortable', label: 'Comfortable' },
          { value: 'compact', label: 'Compact' },
        ]}
      />
      <Choices
        legend="Live prices"
        value={appearance.paintsPerSecond}
        onChange={(paintsPerSecond) => change({ paintsPerSecond })}
        choices={RATES}
      />
      <SwitchRow
        label="Shortcuts of a single key"
        hint="“/”, “?”, “g d” and the like; those with Ctrl or ⌘ always work"
        isOn={appearance.hasShortcuts}
        onChange={(hasShortcuts) => change({ hasShortcuts })}
      />
      <p className="text-2xs text-muted-foreground">
        Reduced motion follows your system, which asks for{' '}
        {isReduced ? 'less motion: nothing fades or slides.' : 'motion as usual.'}
      </p>
    </Card>
  )
}

export function AppearanceSettings() {
  // The theme is known in the browser alone.
  const isBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
  if (!isBrowser) return <Skeleton className="h-96 w-full" />
  return (
    <div className="flex flex-col gap-4">
      <Colours />
      <Behaviour />
    </div>
  )
}
