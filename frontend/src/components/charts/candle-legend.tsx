import type { Formatter } from '@/lib/format'

import type { Overlay } from './candle-parts'

interface Props {
  overlays: readonly Overlay[]
  /** The bar under the cursor; null: the newest one that has a value. */
  at: number | null
  format: Formatter
}

/** The indicators by colour, name and value. */
export function CandleLegend({ overlays, at, format }: Props) {
  if (overlays.length === 0) return null
  return (
    <ul className="figure flex flex-wrap gap-x-4 gap-y-1 text-2xs">
      {overlays.map(({ id, label, colour, pane, values }) => {
        const shown = at ?? values.findLastIndex((value) => value !== null)
        return (
          <li key={id} className="inline-flex items-center gap-1.5">
            <span aria-hidden className="h-0.5 w-3" style={{ background: colour }} />
            <span className="text-muted-foreground">{label}</span>
            {pane === 0 ? format.price(values[shown]) : format.ratio(values[shown])}
          </li>
        )
      })}
    </ul>
  )
}
