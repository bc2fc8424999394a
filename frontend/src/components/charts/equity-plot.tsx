import { useMemo } from 'react'

import type { Formatter } from '@/lib/format'

import { Axes } from './axes'
import type { EquityData } from './equity-data'
import { drawdownGeometry, equityGeometry, MARGIN } from './geometry/equity'

export const STRIP = 72

interface Props {
  data: EquityData
  format: Formatter
  width: number
  height: number
  isLog: boolean
  hasStrip: boolean
  /** The moment the cursor stands on. */
  moment: number | null
}

/** Equity over the benchmark; the drawdown below shares their time axis. */
export function EquityPlot({ data, format, width, height, isLog, hasStrip, moment }: Props) {
  const plot = useMemo(() => {
    const curves = data.benchmark ? [data.benchmark, data.equity] : [data.equity]
    return equityGeometry(curves, { width, height }, isLog)
  }, [data, width, height, isLog])
  const strip = useMemo(
    () => drawdownGeometry(data.drawdown, plot.x, { width, height: STRIP }),
    [data, plot, width],
  )
  const below = hasStrip ? STRIP : 0
  return (
    <svg width={width} height={height + below} aria-hidden className="block">
      <Axes plot={plot} width={width} height={height} format={format} />
      {data.benchmark ? (
        <path d={plot.paths[0]} fill="none" stroke="var(--benchmark)" strokeDasharray="4 4" />
      ) : null}
      <path d={plot.paths.at(-1)} fill="none" stroke="var(--accent)" strokeWidth="1.75" />
      {hasStrip ? (
        <g transform={`translate(0 ${height})`}>
          <path d={strip.path} fill="var(--loss)" fillOpacity="0.25" stroke="var(--loss)" />
          {strip.ticks.map((tick) => (
            <text
              key={tick.value}
              x={width - MARGIN.right + 6}
              y={tick.at + 4}
              className="fill-muted-foreground text-[11px]"
            >
              {format.percent(tick.value, { digits: strip.digits })}
            </text>
          ))}
        </g>
      ) : null}
      {moment === null ? null : (
        <line
          x1={plot.x(moment)}
          x2={plot.x(moment)}
          y1={0}
          y2={height + below}
          stroke="var(--muted-ink)"
        />
      )}
    </svg>
  )
}
