'use client'

import { useId } from 'react'

import { Badge } from '@/components/ui/badge'
import { ActionButton } from '@/components/ui/action-button'
import { Card } from '@/components/ui/card'

import type { Template } from '../model'

interface Props {
  template: Template
  isBusy: boolean
  isOff: boolean
  onUse: () => void
}

/** One strategy to start from: what it bets on, its rules in words, and one click to have it. */
export function TemplateCard({ template, isBusy, isOff, onUse }: Props) {
  const id = useId()
  const { title, story, words, document } = template
  return (
    <Card aria-labelledby={id} className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id={id} className="text-base font-semibold">
          {title}
        </h2>
        <Badge>
          {String(document.symbol)} · {String(document.timeframe)}
        </Badge>
      </div>
      <p>{story}</p>
      <div className="rounded-md bg-muted p-3 text-[0.8125rem]">
        <h3 className="mb-1 text-2xs font-medium text-muted-foreground">The rules in words</h3>
        <p className="break-words">{words}</p>
      </div>
      <ActionButton
        variant="primary"
        className="mt-auto self-start"
        disabled={isBusy || isOff}
        aria-describedby={id}
        onClick={onUse}
      >
        {isBusy ? 'Making it yours …' : 'Use this template'}
      </ActionButton>
    </Card>
  )
}
