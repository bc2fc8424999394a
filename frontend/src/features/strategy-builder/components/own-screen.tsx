'use client'

import type { ReactElement, ReactNode } from 'react'

import { Button } from '@/components/ui/button'
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogTitle,
  DialogTrigger,
} from '@/components/ui/dialog'

interface Props {
  title: string
  /** The button that opens it. */
  trigger: ReactElement
  children: ReactNode
}

/**
 * A part of the builder on a phone: it takes the whole screen until it is done.
 *
 * It comes with the press that opens it.
 */
export function OwnScreen({ title, trigger, children }: Props) {
  return (
    <Dialog defaultOpen>
      <DialogTrigger asChild>{trigger}</DialogTrigger>
      <DialogContent
        aria-describedby={undefined}
        className="top-0 left-0 h-dvh max-h-dvh w-full max-w-none translate-x-0 translate-y-0 rounded-none border-0"
      >
        <DialogTitle>{title}</DialogTitle>
        {children}
        <DialogClose asChild>
          <Button variant="primary" className="mt-auto w-full">
            Done
          </Button>
        </DialogClose>
      </DialogContent>
    </Dialog>
  )
}
