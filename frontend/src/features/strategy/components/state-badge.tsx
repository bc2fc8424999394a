import { Archive, CirclePause, CirclePlay, PencilLine } from 'lucide-react'

import { Badge } from '@/components/ui/badge'

import { STATE_WORDS, type State } from '../model'

const ICONS = { draft: PencilLine, active: CirclePlay, paused: CirclePause, archived: Archive }

/** The state of a strategy: a word and a glyph, colour underlines. */
export function StateBadge({ state }: { state: State }) {
  const { word, tone, hint } = STATE_WORDS[state]
  const Icon = ICONS[state]
  return (
    <Badge tone={tone} title={hint}>
      <Icon aria-hidden />
      {word}
    </Badge>
  )
}
