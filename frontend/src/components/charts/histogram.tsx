'use client'

import { lazy, useMemo } from 'react'

import type { Formatter } from '@/lib/format'

import { ChartFrame } from './chart-frame'
import { histogramGeometry } from './geometry/histogram'
import { useWidth } from './use-width'

const HEIGHT = 200
const AXIS = 22

interface Props {
  values: readonly number[]
  format: Formatter
  title: string
}

// Few ask for the numbers: they are fetched when somebody does.
const Rows = lazy(() =>
  import('./histogram-table').then(({ HistogramTable }) => ({ default: HistogramTable })),
)

/** How often results of each size came up, in percent. */
export function Histogram({ values, format, title }: Props) {
  const [ref, width] = useWidth<HTMLDivElement>()
  const { bars, zero, ticks } = useMemo(
    () => histogramGeometry(values, Math.max(width, 1), HEIGHT - AXIS),
    [values, width],
  )
  const below = values.filter((value) => value < 0).length
  const said = `${format.integer(values.length)} values, ${format.integer(below)} below zero`
  return (
    <ChartFrame
      summary={`${title}: ${said}.`}
      readout={<p className="figure text-2xs text-muted-foreground">{said}</p>}
      table={() => <Rows bars={bars} format={format} title={title} />}
      file={{
        name: [title],
        rows: () => [
          ['from_pct', 'to_pct', 'count'],
          ...bars.map(({ from, to, count }) => [from, to, count]),
        ],
      }}
    >
      <div ref={ref} className="w-full">
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
      </div>
    </ChartFrame>
  )
}
