'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'

import { Dialog, DialogContent, DialogDescription, DialogTitle } from '@/components/ui/dialog'
import { Kbd } from '@/components/ui/kbd'

import { PLACES } from './navigation'
import { usePlaces } from './sidebar'
import { useShortcut } from './use-shortcut'

const OTHERS = [
  ['Ctrl K', 'Search and commands'],
  ['?', 'These shortcuts'],
  ['/', 'Filter the list'],
  ['n', 'New strategy or backtest'],
  ['j / k', 'Next or previous row'],
  ['Enter', 'Open the row'],
  ['x', 'Select the row'],
  ['Ctrl S', 'Save the strategy'],
  ['Ctrl Z / Ctrl Shift Z', 'Undo, redo in the builder'],
  ['Ctrl Enter', 'Run the backtest'],
] as const

function Jump({ place, isAllowed }: { place: (typeof PLACES)[number]; isAllowed: boolean }) {
  const router = useRouter()
  useShortcut(`g ${place.key}`, () => isAllowed && router.push(place.href))
  return null
}

/** The keys that work everywhere, and the sheet that lists them. */
export function Shortcuts() {
  const [isOpen, setIsOpen] = useState(false)
  const places = usePlaces()
  useShortcut('?', () => setIsOpen(true))
  return (
    <>
      {PLACES.map((place) => (
        <Jump key={place.key} place={place} isAllowed={places.includes(place)} />
      ))}
      <Dialog open={isOpen} onOpenChange={setIsOpen}>
        <DialogContent>
          <DialogTitle>Keyboard shortcuts</DialogTitle>
          <DialogDescription>
            Keys without Ctrl can be switched off in the settings.
          </DialogDescription>
          <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2">
            {places.map(({ key, label }) => (
              <div key={key} className="contents">
                <dt>
                  <Kbd>g {key}</Kbd>
                </dt>
                <dd>{label}</dd>
              </div>
            ))}
            {OTHERS.map(([keys, label]) => (
              <div key={keys} className="contents">
                <dt>
                  <Kbd>{keys}</Kbd>
                </dt>
                <dd>{label}</dd>
              </div>
            ))}
          </dl>
        </DialogContent>
      </Dialog>
    </>
  )
}
