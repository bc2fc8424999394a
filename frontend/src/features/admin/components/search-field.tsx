'use client'

import { useEffect, useRef } from 'react'

import { useShortcut } from '@/components/layout/use-shortcut'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'

const PAUSE_MS = 300

interface Props {
  label: string
  value: string
  onSearch: (text: string) => void
}

/** A filter by text that waits until somebody stops typing. */
export function SearchField({ label, value, onSearch }: Props) {
  const input = useRef<HTMLInputElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useShortcut('/', () => input.current?.focus())
  useEffect(() => () => clearTimeout(timer.current), [])
  useEffect(() => {
    // Cleared from elsewhere, or gone back in the history.
    const field = input.current
    if (field !== null && field !== document.activeElement) field.value = value
  }, [value])
  return (
    <Field label={label} className="w-full sm:w-64">
      {(given) => (
        <Input
          {...given}
          ref={input}
          type="search"
          defaultValue={value}
          maxLength={100}
          autoComplete="off"
          onChange={({ target }) => {
            clearTimeout(timer.current)
            timer.current = setTimeout(() => onSearch(target.value.trim()), PAUSE_MS)
          }}
        />
      )}
    </Field>
  )
}
