'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'

import { useLater } from '@/hooks/use-later'

import { PLACES } from './navigation'
import { usePlaces } from './sidebar'
import { useShortcut } from './use-shortcut'

const load = () => import('./shortcut-sheet').then((part) => part.ShortcutSheet)

function Jump({ place, isAllowed }: { place: (typeof PLACES)[number]; isAllowed: boolean }) {
  const router = useRouter()
  useShortcut(`g ${place.key}`, () => isAllowed && navigator.onLine && router.push(place.href))
  return null
}

/** The keys that work everywhere, and the sheet that lists them. */
export function Shortcuts() {
  const [isOpen, setIsOpen] = useState(false)
  const places = usePlaces()
  const { Part } = useLater(load, isOpen, () => setIsOpen(false))
  useShortcut('?', () => setIsOpen(true))
  return (
    <>
      {PLACES.map((place) => (
        <Jump key={place.key} place={place} isAllowed={places.includes(place)} />
      ))}
      {Part === null ? null : <Part isOpen={isOpen} onOpenChange={setIsOpen} />}
    </>
  )
}
