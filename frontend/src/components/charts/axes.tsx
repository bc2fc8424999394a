import type { Formatter } from '@/lib/format'

import { MARGIN, type EquityGeometry } from './geometry/equity'

interface Props {
  plot: EquityGeometry
  width: number
  height: number
  format: Formatter
  /** Pixels between the plot and the values beside it. */
  gap?: number
}

const EDGE = 28

/** Horizontal lines with their values on the right, and the days below. */
export function Axes({ plot, width, height, format, gap = 6 }: Props) {
  const right = width - MARGIN.right
  return (
    <>
      {plot.valueTicks.map((tick) => (
        <g key={tick.value}>
          <line x1={MARGIN.left} x2={right} y1={tick.at} y2={tick.at} stroke="var(--grid)" />
          <text x={right + gap} y={tick.at + 4} className="fill-muted-foreground text-[11px]">
            {format.compact(tick.value)}
          </text>
        </g>
      ))}
      {plot.timeTicks.map((tick) => (
        <text
          key={tick.value}
          x={tick.at}
          y={height - 8}
          // A label in the middle of a tick at the edge would be cut off.
          textAnchor={tick.at < EDGE ? 'start' : 'middle'}
          className="fill-muted-foreground text-[11px]"
        >
          {format.utcTick(tick.value, plot.timeStep)}
        </text>
      ))}
    </>
  )
}
