'use client'

import { ChevronDown } from 'lucide-react'

import { Button } from '@/components/ui/button'
import { useOnDemand } from '@/hooks/use-on-demand'
import { cn } from '@/lib/cn'

import { faultsUnder } from '../faults'
import { isObject, textOf } from '../json'
import { kindOf, operandText } from '../operands'
import { useBuilder } from '../hooks/builder-context'
import { NumberInput } from './number-input'
import type { OperandProps } from './operand-props'

interface Props extends OperandProps {
  /** What it is and where it stands: "Left side, entry condition 1.2". */
  label: string
  describedBy?: string
}

const load = () => import('./popups').then((part) => part.OperandPopover)

/** One side of a condition: a number to type, or a button that opens everything about it. */
export function OperandControl({ value, onChange, pointer, label, describedBy }: Props) {
  const { faults, catalogue } = useBuilder()
  const isNumber = kindOf(value) === 'number'
  const isBad = faultsUnder(faults, pointer).length > 0 || undefined
  const text = operandText(value, catalogue)
  const title = isObject(value) ? catalogue.get(textOf(value.indicator))?.title : undefined
  const given = { 'aria-invalid': isBad, 'aria-describedby': isBad ? describedBy : undefined }
  const { Part, asking } = useOnDemand(load, 'dialog')
  const button = (
    <Button
      {...given}
      aria-label={isNumber ? `Change the kind: ${label}` : `${label}: ${text}`}
      title={title}
      {...asking}
      className={cn(
        'min-w-0 justify-between font-normal aria-invalid:border-destructive',
        isNumber ? '-ml-px size-9 rounded-l-none px-0 justify-center' : 'px-2.5',
      )}
    >
      {isNumber ? null : <span className="truncate">{text}</span>}
      <ChevronDown aria-hidden className="text-muted-foreground" />
    </Button>
  )
  return (
    <span className="inline-flex min-w-0 max-w-full">
      {isNumber ? (
        <NumberInput
          {...given}
          aria-label={label}
          className="w-24 rounded-r-none text-right tabular-nums"
          value={value}
          onValue={(next) => onChange(next ?? null)}
        />
      ) : null}
      {Part === null ? button : <Part trigger={button} {...{ value, onChange, pointer, label }} />}
    </span>
  )
}
