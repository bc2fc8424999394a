import { useState, type ComponentType, type KeyboardEvent } from 'react'

import { notLoaded } from '@/lib/not-loaded'

/**
 * The part behind a button, fetched when a pointer or the focus comes near, shown by the first press.
 *
 * Until then the button takes `asking`; after it, `Part` is there and opens itself. `load` has to
 * be the same function every time.
 */
export function useOnDemand<Given>(
  load: () => Promise<ComponentType<Given>>,
  popup: 'menu' | 'dialog',
) {
  const [Part, setPart] = useState<ComponentType<Given> | null>(null)
  const warm = () => void load().catch(() => undefined)
  // Where the network fails the button stays what it is: the next press asks again.
  const ask = () => void load().then((part) => setPart(() => part), notLoaded)
  const asking =
    Part === null
      ? {
          'aria-haspopup': popup,
          'aria-expanded': false,
          onPointerEnter: warm,
          onFocus: warm,
          onClick: ask,
          onKeyDown: (event: KeyboardEvent) => {
            if (popup !== 'menu' || event.key !== 'ArrowDown') return
            event.preventDefault()
            ask()
          },
        }
      : {}
  return { Part, asking }
}
