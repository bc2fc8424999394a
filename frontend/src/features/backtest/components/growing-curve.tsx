'use client'

import { useMemo } from 'react'

import { Axes } from '@/components/charts/axes'
import { equityGeometry, type Curve } from '@/components/charts/geometry/equity'
import { useWidth } from '@/components/charts/use-width'
import type { Formatter } from '@/lib/format'

import { dayMs } from '../period'
import type { Point } from '../progress'

const HEIGHT = 200

interface Props {
  points: readonly Point[]
  capital: number
  currency: string
  start: string | null
  end: string | null
  format: Formatter
}

/** Equity as far as the run has come; the axis is already that of the whole period. */
export function GrowingCurve({ points, capital, currency, start, end, format }: Props) {
  const [ref, width] = useWidth<HTMLDivElement>()
  const plot = useMemo(() => {
    const time = points.map((point) => point.time)
    const from = dayMs(start ?? '') ?? time[0] ?? 0
    const to = dayMs(end ?? '') ?? time.at(-1) ?? from
    const level: Curve = { time: [from, to], value: [capital, capital] }
    const equity: Curve = { time, value: points.map((point) => point.equity) }
    return equityGeometry([level, equity], { width, height: HEIGHT }, false)
  }, [points, capital, start, end, width])
  const latest = points.at(-1)
  const said = latest
    ? `Equity so far: ${format.money(latest.equity, { currency })} on ${format.utcDay(latest.time)}.`
    : 'Equity so far: not known yet.'
  return (
    <figure aria-label={said} className="min-w-0">
      <figcaption className="figure mb-1 text-2xs text-muted-foreground">{said}</figcaption>
      <div ref={ref} className="h-[200px] min-w-0">
        {width > 0 ? (
          <svg width={width} height={HEIGHT} aria-hidden>
            <Axes plot={plot} width={width} height={HEIGHT} format={format} />
            <path d={plot.paths[0]} fill="none" stroke="var(--benchmark)" strokeDasharray="4 4" />
            <path d={plot.paths[1]} fill="none" stroke="var(--accent)" strokeWidth="1.75" />
          </svg>
        ) : null}
      </div>
    </figure>
  )
}
