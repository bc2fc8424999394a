'use client'

import { Popover as Radix } from 'radix-ui'
import type { ReactElement } from 'react'

import { Button } from '@/components/ui/button'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'

import { useIsRoomy } from '../hooks/use-is-roomy'
import { OperandFields } from './operand-fields'
import type { OperandProps } from './operand-props'
import { OwnScreen } from './own-screen'

interface Props extends OperandProps {
  trigger: ReactElement
  label: string
}

/**
 * Everything about an operand: beside its button, on a phone on a screen of its own.
 *
 * It comes with the press that opens it.
 */
export function OperandPopover({ trigger, label, ...operand }: Props) {
  const isRoomy = useIsRoomy()
  if (!isRoomy)
    return (
      <OwnScreen title={label} trigger={trigger}>
        <OperandFields {...operand} />
      </OwnScreen>
    )
  return (
    <Popover defaultOpen>
      <PopoverTrigger asChild>{trigger}</PopoverTrigger>
      <PopoverContent align="start" aria-label={label}>
        <OperandFields {...operand} />
        <Radix.Close asChild>
          <Button variant="primary" className="mt-4 w-full">
            Done
          </Button>
        </Radix.Close>
      </PopoverContent>
    </Popover>
  )
}
