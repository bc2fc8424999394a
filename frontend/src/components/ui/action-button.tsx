'use client'

import type { ComponentProps } from 'react'

import { OFFLINE, useOnline } from '@/hooks/use-online'

import { Button } from './button'

/** A button that changes something on the server: off while there is no network, and says why. */
export function ActionButton({ disabled, title, ...rest }: ComponentProps<typeof Button>) {
  const isOnline = useOnline()
  return <Button disabled={disabled || !isOnline} title={isOnline ? title : OFFLINE} {...rest} />
}
