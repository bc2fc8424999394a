import type { Chosen } from '../hooks/use-chosen'
import type { Stored } from '../model'

interface Props {
  strategy: Stored
  chosen: Chosen
}

/** Whether a strategy is among those that something is about to happen to. */
export function Choice({ strategy: { id, name }, chosen }: Props) {
  return (
    <input
      type="checkbox"
      className="size-6 shrink-0 accent-primary"
      aria-label={`Choose ${name}`}
      checked={chosen.isChosen(id)}
      onChange={() => chosen.toggle(id)}
    />
  )
}
