'use client'

import type { RefObject } from 'react'

import { useShortcut } from '@/components/layout/use-shortcut'

/** j and k move the focus through the links marked `data-row`; Enter then opens one by itself. */
export function useRowKeys(list: RefObject<HTMLElement | null>): void {
  const move = (step: 1 | -1) => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])]
    const at = rows.findIndex((row) => row === document.activeElement)
    const next = at === -1 ? (step === 1 ? 0 : rows.length - 1) : at + step
    rows[Math.min(rows.length - 1, Math.max(0, next))]?.focus()
  }
  useShortcut('j', () => move(1))
  useShortcut('k', () => move(-1))
}
