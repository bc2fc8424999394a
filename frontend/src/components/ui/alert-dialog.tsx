'use client'

import dynamic from 'next/dynamic'
import { useState } from 'react'

import { useWarm } from '@/hooks/use-warm'

import type { ConfirmProps } from './confirm-dialog'

const load = () => import('./confirm-dialog').then((part) => part.ConfirmDialog)
const Dialog = dynamic(() => import('./confirm-dialog').then((part) => part.ConfirmDialog), {
  ssr: false,
})

/** Ask before something that cannot be taken back; the title names what it happens to. */
export function Confirm(props: ConfirmProps) {
  const [isWanted, setIsWanted] = useState(false)
  useWarm(load)
  if (props.isOpen && !isWanted) setIsWanted(true)
  return isWanted ? <Dialog {...props} /> : null
}
