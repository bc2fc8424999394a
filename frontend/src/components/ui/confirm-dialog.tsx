'use client'

import { AlertDialog as Radix } from 'radix-ui'
import { useRef, type ReactNode } from 'react'

import { buttonStyle } from './button'
import { overlayStyle } from './dialog'

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
  const opener = useRef<Element | null>(null)
  return (
    <Radix.Root open={props.isOpen} onOpenChange={props.onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={overlayStyle} />
        <Radix.Content
          onOpenAutoFocus={() => {
            opener.current = document.activeElement
          }}
          // It is opened without a trigger of its own, which would get the focus back by itself.
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            if (opener.current instanceof HTMLElement) opener.current.focus()
          }}
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
