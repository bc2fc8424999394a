'use client'

import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { useState } from 'react'

import { useWarm } from '@/hooks/use-warm'

import { PLACES } from './navigation'
import { usePlaces } from './sidebar'
import { useShortcut } from './use-shortcut'

const load = () => import('./shortcut-sheet').then((part) => part.ShortcutSheet)
const ShortcutSheet = dynamic(() => import('./shortcut-sheet').then((part) => part.ShortcutSheet), {
  ssr: false,
})

function Jump({ place, isAllowed }: { place: (typeof PLACES)[number]; isAllowed: boolean }) {
  const router = useRouter()
  useShortcut(`g ${place.key}`, () => isAllowed && navigator.onLine && router.push(place.href))
  return null
}

/** The keys that work everywhere, and the sheet that lists them. */
export function Shortcuts() {
  const [isOpen, setIsOpen] = useState(false)
  const [isWanted, setIsWanted] = useState(false)
  const places = usePlaces()
  useWarm(load)
  if (isOpen && !isWanted) setIsWanted(true)
  useShortcut('?', () => setIsOpen(true))
  return (
    <>
      {PLACES.map((place) => (
        <Jump key={place.key} place={place} isAllowed={places.includes(place)} />
      ))}
      {isWanted ? <ShortcutSheet isOpen={isOpen} onOpenChange={setIsOpen} /> : null}
    </>
  )
}
