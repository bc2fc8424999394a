'use client'

import { Bookmark, Library } from 'lucide-react'

import { Button } from '@/components/ui/button'
import { useOnDemand } from '@/hooks/use-on-demand'

import type { KeepRuleProps } from './keep-rule-dialog'
import type { SavedRulesProps } from './saved-rules-dialog'

const loadRules = () => import('./popups').then((part) => part.SavedRulesDialog)
const loadKeep = () => import('./popups').then((part) => part.KeepRuleDialog)

/** Put a saved rule into a list. */
export function SavedRules(props: SavedRulesProps) {
  const { Part, asking } = useOnDemand(loadRules, 'dialog')
  const button = (
    <Button
      aria-label={`Use a saved rule to ${props.list === 'entry' ? 'enter' : 'exit'}`}
      {...asking}
    >
      <Library aria-hidden /> Saved rules
    </Button>
  )
  return Part === null ? button : <Part trigger={button} {...props} />
}

/** Keep a rule for other strategies. */
export function KeepRule({ what, ...props }: KeepRuleProps & { what: string }) {
  const { Part, asking } = useOnDemand(loadKeep, 'dialog')
  const button = (
    <Button
      variant="ghost"
      size="icon"
      className="size-8"
      aria-label={`Keep ${what} for other strategies`}
      title="Keep for other strategies"
      {...asking}
    >
      <Bookmark aria-hidden />
    </Button>
  )
  return Part === null ? button : <Part trigger={button} {...props} />
}
