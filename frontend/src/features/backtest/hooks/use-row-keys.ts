'use client'

import { useRef } from 'react'

import { useShortcut } from '@/components/layout/use-shortcut'

/**
 * Walk the rows of a list with j and k and select one with x.
 *
 * The focus moves to the row's link, so Enter opens it as it opens any link.
 */
export function useRowKeys(onSelect: (index: number) => void) {
  const body = useRef<HTMLTableSectionElement>(null)
  const links = () => [...(body.current?.querySelectorAll<HTMLAnchorElement>('a[data-row]') ?? [])]
  const current = () => {
    const row = document.activeElement?.closest('tr')
    return links().findIndex((link) => link.closest('tr') === row)
  }
  const move = (by: 1 | -1) => {
    const all = links()
    const at = current()
    const next = at === -1 ? (by === 1 ? 0 : all.length - 1) : at + by
    all[Math.max(0, Math.min(all.length - 1, next))]?.focus()
  }
  useShortcut('j', () => move(1))
  useShortcut('k', () => move(-1))
  useShortcut('x', () => {
    const at = current()
    if (at !== -1) onSelect(at)
  })
  return body
}
