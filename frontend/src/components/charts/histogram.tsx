'use client'

import { lazy, useMemo, useState } from 'react'

import type { Formatter } from '@/lib/format'

import { ChartFrame } from './chart-frame'
import { histogramGeometry, type Bar } from './geometry/histogram'
import { stepOf } from './keys'
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

/** The bar under a cursor that the pointer and the arrow keys move. */
function useCursor(bars: readonly Bar[]) {
  const [at, setAt] = useState<number | null>(null)
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === 'Escape') setAt(null)
    const by = stepOf(event.key)
    if (by === null) return
    event.preventDefault()
    const from = at ?? (by > 0 ? -1 : bars.length)
    setAt(Math.max(0, Math.min(bars.length - 1, from + by)))
  }
  const onPointerMove = (event: React.PointerEvent) => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left
    const found = bars.findIndex((bar) => x >= bar.x && x <= bar.x + bar.width + 1)
    setAt(found < 0 ? null : found)
  }
  return { at, handlers: { onKeyDown, onPointerMove, onPointerLeave: () => setAt(null) } }
}

/** How often results of each size came up, in percent. */
export function Histogram({ values, format, title }: Props) {
  const [ref, width] = useWidth<HTMLDivElement>()
  const { bars, zero, ticks, digits } = useMemo(
    () => histogramGeometry(values, Math.max(width, 1), HEIGHT - AXIS),
    [values, width],
  )
  const below = values.filter((value) => value < 0).length
  const total = `${format.integer(values.length)} values, ${format.integer(below)} below zero`
  const { at, handlers } = useCursor(bars)
  const bar = at === null ? undefined : bars[at]
  const said =
    bar === undefined
      ? total
      : `${format.percent(bar.from)} to ${format.percent(bar.to)}: ${format.integer(bar.count)}`
  return (
    <ChartFrame
      summary={`${title}: ${total}.`}
      readout={
        <p className="figure text-2xs text-muted-foreground" aria-live="polite">
          {said}
        </p>
      }
      table={() => <Rows bars={bars} format={format} title={title} />}
      file={{
        name: [title],
        rows: () => [
          ['from_pct', 'to_pct', 'count'],
          ...bars.map(({ from, to, count }) => [from, to, count]),
        ],
      }}
    >
      <div
        ref={ref}
        role="slider"
        tabIndex={0}
        aria-label={`${title}: move along the bars with the arrow keys`}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, bars.length - 1)}
        aria-valuenow={at ?? 0}
        aria-valuetext={said}
        className="w-full"
        {...handlers}
      >
        <svg width={width} height={HEIGHT} aria-hidden>
          {bars.map((each, index) => (
            <rect
              key={each.from}
              x={each.x}
              y={each.y}
              width={each.width}
              height={each.height}
              fill={each.to <= 0 ? 'var(--loss)' : 'var(--gain)'}
              fillOpacity={at === null || at === index ? 1 : 0.5}
            />
          ))}
          {bar === undefined ? null : (
            <line
              x1={bar.x + bar.width / 2}
              x2={bar.x + bar.width / 2}
              y1={0}
              y2={HEIGHT - AXIS}
              stroke="var(--muted-ink)"
              strokeDasharray="2 3"
            />
          )}
          {zero === null ? null : (
            <line x1={zero} x2={zero} y1={0} y2={HEIGHT - AXIS} stroke="var(--muted-ink)" />
          )}
          {ticks.map((tick) => (
            <text
              key={tick.value}
              x={tick.at}
              y={HEIGHT - 6}
              textAnchor="middle"
              className="fill-muted-foreground text-[11px]"
            >
              {format.percent(tick.value, { digits })}
            </text>
          ))}
        </svg>
      </div>
    </ChartFrame>
  )
}
