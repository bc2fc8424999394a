'use client'

import { useMemo, useState } from 'react'

import { Button } from '@/components/ui/button'
import { Switch } from '@/components/ui/switch'
import type { Formatter } from '@/lib/format'

import { CurveTable } from './curve-table'
import { drawdownGeometry, equityGeometry, MARGIN, type Curve } from './geometry/equity'
import { nearest } from './geometry/nearest'
import { useWidth } from './use-width'

export interface EquityData {
  equity: Curve
  /** Zero or below, in percent, at the times of `equity`. */
  drawdown: Curve
  benchmark: Curve | null
}

interface Props {
  data: EquityData
  format: Formatter
  title: string
  currency: string
  height?: number
}

const HEIGHT = 280
const STRIP = 72

function summaryOf({ equity, drawdown }: EquityData, title: string, format: Formatter): string {
  const first = equity.value[0]
  const last = equity.value.at(-1)
  const worst = Math.min(0, ...drawdown.value)
  return `${title}: from ${format.compact(first)} to ${format.compact(last)}, deepest drawdown ${format.percent(worst)}.`
}

function Readout({ data, at, format, currency }: Omit<Props, 'title'> & { at: number }) {
  const time = data.equity.time[at]
  const held = data.benchmark
  return (
    <p className="figure flex flex-wrap gap-x-4 text-2xs" aria-live="polite">
      <span>{format.dateTime(time)}</span>
      <span>
        <span className="text-muted-foreground">Equity </span>
        {format.money(data.equity.value[at], { currency })}
      </span>
      <span>
        <span className="text-muted-foreground">Drawdown </span>
        {format.percent(data.drawdown.value[at])}
      </span>
      {held ? (
        <span>
          <span className="text-muted-foreground">Buy and hold </span>
          {format.money(held.value[nearest(held.time, time ?? 0)], { currency })}
        </span>
      ) : null}
    </p>
  )
}

function Plot(props: Props & { width: number; isLog: boolean; at: number | null }) {
  const { data, format, width, isLog, at, height = HEIGHT } = props
  const curves = useMemo(
    () => (data.benchmark ? [data.benchmark, data.equity] : [data.equity]),
    [data],
  )
  const plot = useMemo(
    () => equityGeometry(curves, { width, height }, isLog),
    [curves, width, height, isLog],
  )
  const strip = useMemo(() => drawdownGeometry(data.drawdown, plot.x, STRIP), [data, plot])
  const cursor = at === null ? null : plot.x(data.equity.time[at] ?? 0)
  const right = width - MARGIN.right
  return (
    <svg width={width} height={height + STRIP} aria-hidden>
      {plot.valueTicks.map((tick) => (
        <g key={tick.value}>
          <line x1={MARGIN.left} x2={right} y1={tick.at} y2={tick.at} stroke="var(--grid)" />
          <text x={right + 6} y={tick.at + 4} className="fill-muted-foreground text-[11px]">
            {format.compact(tick.value)}
          </text>
        </g>
      ))}
      {plot.timeTicks.map((tick) => (
        <text
          key={tick.value}
          x={tick.at}
          y={height - 8}
          textAnchor="middle"
          className="fill-muted-foreground text-[11px]"
        >
          {format.utcDay(tick.value)}
        </text>
      ))}
      {data.benchmark ? (
        <path d={plot.paths[0]} fill="none" stroke="var(--benchmark)" strokeDasharray="4 4" />
      ) : null}
      <path d={plot.paths.at(-1)} fill="none" stroke="var(--accent)" strokeWidth="1.75" />
      <g transform={`translate(0 ${height})`}>
        <path d={strip.path} fill="var(--loss)" fillOpacity="0.25" stroke="var(--loss)" />
        {strip.ticks.map((tick) => (
          <text
            key={tick.value}
            x={right + 6}
            y={tick.at + 4}
            className="fill-muted-foreground text-[11px]"
          >
            {format.percent(tick.value, { digits: 0 })}
          </text>
        ))}
      </g>
      {cursor === null ? null : (
        <line x1={cursor} x2={cursor} y1={0} y2={height + STRIP} stroke="var(--muted-ink)" />
      )}
    </svg>
  )
}

/** Equity with the benchmark, and the drawdown under it on the same time axis. */
export function EquityChart(props: Props) {
  const { data, format, title, currency } = props
  const [ref, width] = useWidth<HTMLDivElement>()
  const [isLog, setIsLog] = useState(false)
  const [isTable, setIsTable] = useState(false)
  const [at, setAt] = useState<number | null>(null)
  const size = data.equity.time.length
  const curves = data.benchmark ? [data.benchmark, data.equity] : [data.equity]
  const point = (clientX: number, left: number) => {
    const { timeAt } = equityGeometry(curves, { width, height: 1 }, false)
    setAt(nearest(data.equity.time, timeAt(clientX - left)))
  }
  const step = (event: React.KeyboardEvent) => {
    const moves: Record<string, number> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      PageUp: -20,
      PageDown: 20,
    }
    const move = moves[event.key]
    if (event.key === 'Escape') setAt(null)
    if (move === undefined) return
    event.preventDefault()
    setAt((before) => Math.max(0, Math.min(size - 1, (before ?? size - 1) + move)))
  }
  return (
    <figure aria-label={summaryOf(data, title, format)} className="flex min-w-0 flex-col gap-2">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Readout data={data} at={at ?? size - 1} format={format} currency={currency} />
        <div className="flex items-center gap-3 text-2xs">
          <label className="flex items-center gap-2">
            <Switch checked={isLog} onCheckedChange={setIsLog} aria-label="Logarithmic scale" />
            Log
          </label>
          <Button size="sm" aria-pressed={isTable} onClick={() => setIsTable(!isTable)}>
            {isTable ? 'View as chart' : 'View as table'}
          </Button>
        </div>
      </div>
      {isTable ? <CurveTable data={data} format={format} currency={currency} /> : null}
      <div
        ref={ref}
        hidden={isTable}
        role="slider"
        tabIndex={0}
        aria-label={`${title}: move along the curve with the arrow keys`}
        aria-valuemin={0}
        aria-valuemax={size - 1}
        aria-valuenow={at ?? size - 1}
        aria-valuetext={`${format.dateTime(data.equity.time[at ?? size - 1])}, ${format.money(data.equity.value[at ?? size - 1], { currency })}`}
        className="min-w-0"
        // Its width is known one frame later than its height.
        style={{ minHeight: (props.height ?? HEIGHT) + STRIP }}
        onKeyDown={step}
        onPointerMove={(event) =>
          point(event.clientX, event.currentTarget.getBoundingClientRect().left)
        }
        onPointerLeave={() => setAt(null)}
      >
        {width > 0 ? <Plot {...props} width={width} isLog={isLog} at={at} /> : null}
      </div>
      <figcaption className="flex flex-wrap gap-x-4 text-2xs text-muted-foreground">
        <span className="text-primary">━ Equity ({currency})</span>
        {data.benchmark ? <span>┅ Buy and hold</span> : null}
        <span className="text-loss">▇ Drawdown</span>
        <span>Days are UTC</span>
      </figcaption>
    </figure>
  )
}
