'use client'

import type { Formatter } from '@/lib/format'

import { histogramGeometry } from './geometry/histogram'
import { useWidth } from './use-width'

const HEIGHT = 200
const AXIS = 22

interface Props {
  values: readonly number[]
  format: Formatter
  title: string
}

/** How often results of each size came up, in percent. */
export function Histogram({ values, format, title }: Props) {
  const [ref, width] = useWidth<HTMLElement>()
  const { bars, zero, ticks } = histogramGeometry(values, Math.max(width, 1), HEIGHT - AXIS)
  const below = values.filter((value) => value < 0).length
  const summary = `${title}: ${values.length} values, ${below} below zero.`
  return (
    <figure ref={ref} aria-label={summary} className="w-full">
      <svg width={width} height={HEIGHT} aria-hidden>
        {bars.map((bar) => (
          <rect
            key={bar.from}
            x={bar.x}
            y={bar.y}
            width={bar.width}
            height={bar.height}
            fill={bar.to <= 0 ? 'var(--loss)' : 'var(--gain)'}
          >
            <title>
              {`${format.percent(bar.from)} to ${format.percent(bar.to)}: ${bar.count}`}
            </title>
          </rect>
        ))}
        {zero === null ? null : (
          <line x1={zero} x2={zero} y1={0} y2={HEIGHT - AXIS} stroke="var(--muted-ink)" />
        )}
        {ticks.map(({ at, value }) => (
          <text
            key={value}
            x={at}
            y={HEIGHT - 6}
            textAnchor="middle"
            className="fill-muted-foreground text-[11px]"
          >
            {format.percent(value, { digits: 0 })}
          </text>
        ))}
      </svg>
    </figure>
  )
}
