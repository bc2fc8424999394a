'use client'

import { Dialog, DialogContent, DialogDescription, DialogTitle } from '@/components/ui/dialog'
import { Kbd } from '@/components/ui/kbd'

import { usePlaces } from './sidebar'

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
  ['Alt ↑ / Alt ↓', 'Move the condition up or down in the builder'],
  ['Delete', 'Delete the condition in the builder'],
  ['Ctrl Enter', 'Run the backtest'],
] as const

interface Props {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
}

/** The keys that work everywhere. */
export function ShortcutSheet({ isOpen, onOpenChange }: Props) {
  const places = usePlaces()
  return (
    <Dialog open={isOpen} onOpenChange={onOpenChange}>
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
  )
}
