import { Checkbox } from '@/components/ui/checkbox'

import type { Chosen } from '../hooks/use-chosen'
import type { Stored } from '../model'

interface Props {
  strategy: Stored
  chosen: Chosen
}

/** Whether a strategy is among those that something is about to happen to. */
export function Choice({ strategy: { id, name }, chosen }: Props) {
  return (
    <Checkbox
      aria-label={`Choose ${name}`}
      checked={chosen.isChosen(id)}
      onCheckedChange={() => chosen.toggle(id)}
    />
  )
}
