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
import { useMedia } from '@/hooks/use-media'

interface Props {
  title: string
  /** The button that opens it. */
  trigger: ReactElement
  isOpenAtFirst?: boolean
  children: ReactNode
}

/** Return whether there is room to edit a part where it stands. */
export function useIsRoomy(): boolean {
  return useMedia('(min-width: 40rem)')
}

/** A part of the builder on a phone: it takes the whole screen until it is done. */
export function OwnScreen({ title, trigger, isOpenAtFirst, children }: Props) {
  return (
    <Dialog defaultOpen={isOpenAtFirst === true}>
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
