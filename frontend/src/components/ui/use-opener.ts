'use client'

import { useRef } from 'react'

/** Give the focus back to what had it before: a dialog without a trigger of its own cannot. */
export function useOpener() {
  const opener = useRef<Element | null>(null)
  return {
    onOpenAutoFocus: () => {
      opener.current = document.activeElement
    },
    onCloseAutoFocus: (event: Event) => {
      const back = opener.current
      if (!(back instanceof HTMLElement) || back === document.body || !back.isConnected) return
      event.preventDefault()
      back.focus()
    },
  }
}
