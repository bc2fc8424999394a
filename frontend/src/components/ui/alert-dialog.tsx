'use client'

import { useLater } from '@/hooks/use-later'

import type { ConfirmProps } from './confirm-dialog'

const load = () => import('./confirm-dialog').then((part) => part.ConfirmDialog)

/** Ask before something that cannot be taken back; the title names what it happens to. */
export function Confirm(props: ConfirmProps) {
  const { Part } = useLater(load, props.isOpen, () => props.onOpenChange(false))
  return Part === null ? null : <Part {...props} />
}
