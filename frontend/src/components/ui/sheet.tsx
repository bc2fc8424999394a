'use client'

import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

import { cn } from '@/lib/cn'

import { overlayStyle } from './dialog'
import { useOpener } from './use-opener'

interface Props {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  title: string
  description?: string
  side?: 'right' | 'bottom'
  children: ReactNode
}

const SIDES = {
  right: 'inset-y-0 right-0 w-full max-w-md border-l',
  bottom: 'inset-x-0 bottom-0 max-h-[85dvh] rounded-t-lg border-t',
}

export function Sheet({ side = 'right', ...props }: Props) {
  const opener = useOpener()
  return (
    <Radix.Root open={props.isOpen} onOpenChange={props.onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={overlayStyle} />
        <Radix.Content
          {...opener}
          {...(props.description ? {} : { 'aria-describedby': undefined })}
          className={cn(
            'fixed z-50 flex flex-col gap-4 overflow-y-auto border-border bg-card p-5 shadow-lg',
            SIDES[side],
          )}
        >
          <Radix.Title className="pr-8 text-base font-semibold">{props.title}</Radix.Title>
          {props.description ? (
            <Radix.Description className="text-sm text-muted-foreground">
              {props.description}
            </Radix.Description>
          ) : null}
          {props.children}
          <Radix.Close
            aria-label="Close"
            className="absolute top-3 right-3 inline-flex size-8 items-center justify-center rounded-md hover:bg-muted"
          >
            <X aria-hidden className="size-4" />
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
