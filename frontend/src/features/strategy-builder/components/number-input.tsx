'use client'

import { useState, type ComponentProps } from 'react'

import { Input } from '@/components/ui/input'

import type { Json } from '../json'
import { numberOf } from '../operands'

interface Props extends Omit<ComponentProps<'input'>, 'value' | 'onChange'> {
  value: Json | undefined
  /** What counts while nothing is given; shown when nobody types. */
  fallback?: number | string
  /** A number; the text itself while it is none; undefined when the field is empty. */
  onValue: (value: number | string | undefined) => void
}

function read(text: string): number | string | undefined {
  return text.trim() === '' ? undefined : (numberOf(text) ?? text)
}

function written(value: Json | undefined): string {
  return value === null || value === undefined ? '' : String(value)
}

/** A number as a person writes it: comma or point; what is no number stays to be corrected. */
export function NumberInput({ value, fallback, onValue, onBlur, ...rest }: Props) {
  const [typed, setTyped] = useState<string | null>(null)
  const isTyping = typed !== null && (read(typed) ?? null) === (value ?? null)
  return (
    <Input
      inputMode="decimal"
      autoComplete="off"
      {...rest}
      value={isTyping ? typed : written(value ?? fallback)}
      onChange={({ target }) => {
        setTyped(target.value)
        onValue(read(target.value))
      }}
      onBlur={(event) => {
        setTyped(null)
        onBlur?.(event)
      }}
    />
  )
}
