'use client'

import type { RefObject } from 'react'

import { useShortcut } from './use-shortcut'

const rowOf = (element: Element | null) => element?.closest('tr, li')

/**
 * j and k move the focus through the links marked `data-row`; Enter then opens one by itself.
 * Return which row has the focus anywhere in it, -1 for none.
 */
export function useRowKeys(list: RefObject<HTMLElement | null>): () => number {
  const links = () => [...(list.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])]
  const current = () => {
    const row = rowOf(document.activeElement)
    return row ? links().findIndex((link) => rowOf(link) === row) : -1
  }
  const move = (step: 1 | -1) => {
    const all = links()
    const at = current()
    const next = at === -1 ? (step === 1 ? 0 : all.length - 1) : at + step
    all[Math.min(all.length - 1, Math.max(0, next))]?.focus()
  }
  useShortcut('j', () => move(1))
  useShortcut('k', () => move(-1))
  return current
}
