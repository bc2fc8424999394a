'use client'

import { lazy, useMemo, useState } from 'react'

import { Switch } from '@/components/ui/switch'
import type { Formatter } from '@/lib/format'

import { ChartFrame } from './chart-frame'
import { equityRows, partOfData, type EquityData } from './equity-data'
import { EquityPlot, STRIP } from './equity-plot'
import { equityGeometry } from './geometry/equity'
import { nearest } from './geometry/nearest'
import { stepOf } from './keys'
import { useWidth } from './use-width'
import { useZoom } from './use-zoom'
import { ZoomBrush, ZoomRanges } from './zoom-brush'

// Few ask for the numbers: they are fetched when somebody does.
const CurveTable = lazy(() =>
  import('./curve-table').then(({ CurveTable: part }) => ({ default: part })),
)

interface Props {
  data: EquityData
  format: Formatter
  title: string
  currency: string
  height?: number
}

function summaryOf({ equity, drawdown }: EquityData, title: string, format: Formatter): string {
  const first = equity.value[0]
  const last = equity.value.at(-1)
  const worst = drawdown.value.reduce((least, each) => Math.min(least, each), 0)
  return `${title}: from ${format.compact(first)} to ${format.compact(last)}, deepest drawdown ${format.percent(worst)}.`
}

type ReadoutProps = Pick<Props, 'data' | 'format' | 'currency'> & { at: number }

function Readout({ data, at, format, currency }: ReadoutProps) {
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

interface ToggleProps {
  label: string
  isOn: boolean
  onChange: (isOn: boolean) => void
}

function Toggle({ label, isOn, onChange }: ToggleProps) {
  return (
    <label className="flex min-h-6 items-center gap-2">
      <Switch checked={isOn} onCheckedChange={onChange} />
      {label}
    </label>
  )
}

/** The curve under a cursor that the pointer and the arrow keys move. */
function useCursor(data: EquityData, width: number) {
  const [moment, setMoment] = useState<number | null>(null)
  const { time } = data.equity
  const size = time.length
  const at = moment === null ? size - 1 : nearest(time, moment)
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === 'Escape') setMoment(null)
    const by = stepOf(event.key)
    if (by === null) return
    event.preventDefault()
    setMoment(time[Math.max(0, Math.min(size - 1, at + by))] ?? null)
  }
  const onPointerMove = (event: React.PointerEvent) => {
    const left = event.currentTarget.getBoundingClientRect().left
    const { timeAt } = equityGeometry([data.equity], { width, height: 1 }, false)
    setMoment(time[nearest(time, timeAt(event.clientX - left))] ?? null)
  }
  const shown = moment === null ? null : (time[at] ?? null)
  return {
    at,
    moment: shown,
    handlers: { onKeyDown, onPointerMove, onPointerLeave: () => setMoment(null) },
  }
}

/** Equity with the benchmark, the drawdown under it, and below both the part of time on show. */
export function EquityChart({ data: whole, format, title, currency, height = 280 }: Props) {
  const [ref, width] = useWidth<HTMLDivElement>()
  const [isLog, setIsLog] = useState(false)
  const [hasStrip, setHasStrip] = useState(true)
  const [hasHeld, setHasHeld] = useState(true)
  const [span, zoom] = useZoom(whole.equity.time)
  const { from, to } = span ?? {}
  const data = useMemo(() => {
    const part = from === undefined || to === undefined ? null : { from, to }
    return partOfData(hasHeld ? whole : { ...whole, benchmark: null }, part)
  }, [whole, from, to, hasHeld])
  const { at, moment, handlers } = useCursor(data, width)
  const size = data.equity.time.length
  const brush = { curve: whole.equity, span, onZoom: zoom }
  return (
    <ChartFrame
      summary={summaryOf(data, title, format)}
      readout={<Readout data={data} at={at} format={format} currency={currency} />}
      controls={
        <>
          <ZoomRanges {...brush} />
          {whole.benchmark ? (
            <Toggle label="Buy and hold" isOn={hasHeld} onChange={setHasHeld} />
          ) : null}
          <Toggle label="Drawdown" isOn={hasStrip} onChange={setHasStrip} />
          <Toggle label="Log" isOn={isLog} onChange={setIsLog} />
        </>
      }
      table={() => <CurveTable data={data} format={format} currency={currency} />}
      file={{ name: [title], rows: () => equityRows(data) }}
      caption={
        <>
          <span className="text-primary">━ Equity ({currency})</span>
          {data.benchmark ? <span>┅ Buy and hold</span> : null}
          {hasStrip ? <span className="text-loss">▇ Drawdown</span> : null}
          <span>Days are UTC</span>
        </>
      }
    >
      <div
        ref={ref}
        role="slider"
        tabIndex={0}
        aria-label={`${title}: move along the curve with the arrow keys`}
        aria-valuemin={0}
        aria-valuemax={size - 1}
        aria-valuenow={at}
        aria-valuetext={`${format.dateTime(data.equity.time[at])}, ${format.money(data.equity.value[at], { currency })}`}
        className="min-w-0"
        // Its width is known one frame later than its height.
        style={{ minHeight: height + (hasStrip ? STRIP : 0) }}
        {...handlers}
      >
        {width > 0 ? (
          <EquityPlot {...{ data, format, width, height, isLog, hasStrip, moment }} />
        ) : null}
      </div>
      <div className="min-h-10">
        {width > 0 ? <ZoomBrush {...brush} width={width} format={format} /> : null}
      </div>
    </ChartFrame>
  )
}
