'use client'

import { AlertDialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

import { OFFLINE, useOnline } from '@/hooks/use-online'

import { buttonStyle } from './button'
import { overlayStyle } from './dialog'
import { useOpener } from './use-opener'

export interface ConfirmProps {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  title: string
  children: ReactNode
  confirm: string
  onConfirm: () => void
  isDangerous?: boolean
}

/** The dialog of `Confirm`. */
export function ConfirmDialog(props: ConfirmProps) {
  const isOnline = useOnline()
  const opener = useOpener()
  return (
    <Radix.Root open={props.isOpen} onOpenChange={props.onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={overlayStyle} />
        <Radix.Content
          {...opener}
          className="fixed top-1/2 left-1/2 z-50 flex w-[calc(100vw-1.5rem)] max-w-md -translate-x-1/2 -translate-y-1/2 flex-col gap-4 rounded-lg border border-border bg-card p-5 shadow-lg"
        >
          <Radix.Title className="text-base font-semibold break-words">{props.title}</Radix.Title>
          <Radix.Description asChild>
            <div className="text-sm text-muted-foreground">{props.children}</div>
          </Radix.Description>
          <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
            <Radix.Cancel className={buttonStyle({ variant: 'outline' })}>Cancel</Radix.Cancel>
            <Radix.Action
              className={buttonStyle({ variant: props.isDangerous ? 'danger' : 'primary' })}
              disabled={!isOnline}
              title={isOnline ? undefined : OFFLINE}
              onClick={props.onConfirm}
            >
              {props.confirm}
            </Radix.Action>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
