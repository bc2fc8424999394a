'use client'

import { useState } from 'react'

import { useShortcut } from '@/components/layout/use-shortcut'

import type { Summary } from '../model'

/** Which strategies of the list are chosen; `x` takes the one that has the focus. */
export function useChosen(items: readonly Summary[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const toggle = (id: string) =>
    setIds((before) => {
      const after = new Set(before)
      if (!after.delete(id)) after.add(id)
      return after
    })
  useShortcut('x', () => {
    const row = document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row
    if (items.some(({ id }) => id === row)) toggle(row ?? '')
  })
  // What a filter or another page took away is not meant any more.
  const chosen = items.filter(({ id }) => ids.has(id))
  return {
    chosen,
    isChosen: (id: string) => ids.has(id),
    toggle,
    all: () => setIds(new Set(items.map(({ id }) => id))),
    none: () => setIds(new Set()),
  }
}

export type Chosen = ReturnType<typeof useChosen>
