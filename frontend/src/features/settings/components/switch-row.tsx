'use client'

import { useId } from 'react'

import { Switch } from '@/components/ui/switch'

interface Props {
  label: string
  hint: string
  isOn: boolean
  onChange: (isOn: boolean) => void
}

export function SwitchRow({ label, hint, isOn, onChange }: Props) {
  const id = useId()
  return (
    <div className="flex items-start justify-between gap-4">
      <div>
        <label htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        <p id={`${id}-hint`} className="text-2xs text-muted-foreground">
          {hint}
        </p>
      </div>
      <Switch id={id} aria-describedby={`${id}-hint`} checked={isOn} onCheckedChange={onChange} />
    </div>
  )
}
