'use client'

import { useMemo, useRef, type KeyboardEvent, type PointerEvent } from 'react'

import { Button } from '@/components/ui/button'
import type { Formatter } from '@/lib/format'

import { MARGIN, type Curve } from './geometry/equity'
import { nearest } from './geometry/nearest'
import { overviewOf, rangesOf, shifted, withEdge, type Edge, type Span } from './geometry/zoom'
import { stepOf } from './keys'

const HEIGHT = 40
const HANDLE = 24

interface Props {
  curve: Curve
  span: Span | null
  onZoom: (span: Span | null) => void
  format: Formatter
}

type Hold =
  | { kind: Edge }
  | { kind: 'window'; at: number; span: Span }
  | { kind: 'new'; moment: number }
  | null

/** What the pointer has hold of while it is down: an edge, the window, or a new window. */
function useDrag({ curve, span, onZoom }: Props, shown: Span, timeAt: (x: number) => number) {
  const hold = useRef<Hold>(null)
  const momentOf = (event: PointerEvent<HTMLElement>) =>
    timeAt(event.clientX - event.currentTarget.getBoundingClientRect().left)
  const down = (event: PointerEvent<HTMLElement>) => {
    const edge = event.target instanceof HTMLElement ? event.target.dataset.edge : undefined
    const moment = momentOf(event)
    event.currentTarget.setPointerCapture(event.pointerId)
    if (edge === 'from' || edge === 'to') hold.current = { kind: edge }
    else if (span === null) hold.current = { kind: 'new', moment }
    else if (moment > shown.from && moment < shown.to)
      hold.current = { kind: 'window', at: nearest(curve.time, moment), span: shown }
    else {
      const kind = moment < shown.from ? 'from' : 'to'
      hold.current = { kind }
      onZoom(withEdge(curve.time, shown, kind, moment))
    }
  }
  const move = (event: PointerEvent<HTMLElement>) => {
    const held = hold.current
    if (held === null) return
    const moment = momentOf(event)
    if (held.kind === 'window')
      onZoom(shifted(curve.time, held.span, nearest(curve.time, moment) - held.at))
    else if (held.kind === 'new')
      onZoom({ from: Math.min(held.moment, moment), to: Math.max(held.moment, moment) })
    else onZoom(withEdge(curve.time, shown, held.kind, moment))
  }
  const release = () => {
    hold.current = null
  }
  return {
    onPointerDown: down,
    onPointerMove: move,
    onPointerUp: release,
    onPointerCancel: release,
  }
}

/** One end of what is shown; arrow keys move it as the pointer does. */
function Handle({
  edge,
  x,
  ...props
}: Omit<Props, 'span'> & { span: Span; edge: Edge; x: number }) {
  const { curve, span, onZoom, format } = props
  const { time } = curve
  const at = nearest(time, span[edge])
  const step = (event: KeyboardEvent) => {
    const by = stepOf(event.key)
    if (by === null) return
    event.preventDefault()
    const next = Math.max(0, Math.min(time.length - 1, at + by))
    onZoom(withEdge(time, span, edge, time[next] ?? span[edge]))
  }
  return (
    <span
      role="slider"
      tabIndex={0}
      data-edge={edge}
      aria-label={edge === 'from' ? 'Shown from' : 'Shown until'}
      aria-valuemin={0}
      aria-valuemax={time.length - 1}
      aria-valuenow={at}
      aria-valuetext={format.dateTime(span[edge])}
      className="absolute inset-y-0 flex cursor-ew-resize items-center justify-center"
      style={{ left: x - HANDLE / 2, width: HANDLE }}
      onKeyDown={step}
    >
      <span className="pointer-events-none h-6 w-2 rounded-sm border border-primary bg-card" />
    </span>
  )
}

/** The periods most people look at: the way to zoom without dragging anything. */
export function ZoomRanges({ curve, span, onZoom }: Omit<Props, 'format'>) {
  const ranges = useMemo(() => rangesOf(curve.time), [curve])
  if (ranges.length === 0 && span === null) return null
  const isShown = (each: Span) => each.from === span?.from && each.to === span.to
  return (
    <span role="group" aria-label="Period on show" className="flex flex-wrap gap-1">
      {ranges.map(({ label, name, span: each }) => (
        <Button
          key={label}
          size="sm"
          variant={isShown(each) ? 'outline' : 'ghost'}
          aria-pressed={isShown(each)}
          aria-label={name}
          className="px-2"
          onClick={() => onZoom(each)}
        >
          {label}
        </Button>
      ))}
      <Button
        size="sm"
        variant={span === null ? 'outline' : 'ghost'}
        aria-pressed={span === null}
        aria-label="The whole period"
        className="px-2"
        onClick={() => onZoom(null)}
      >
        All
      </Button>
    </span>
  )
}

/** The whole curve small, with the part on show between two ends that can be moved. */
export function ZoomBrush({ width, ...props }: Props & { width: number }) {
  const { curve, span } = props
  const { time } = curve
  const overview = useMemo(() => overviewOf(curve, width, HEIGHT), [curve, width])
  const shown = span ?? { from: time[0] ?? 0, to: time.at(-1) ?? 0 }
  const drag = useDrag(props, shown, overview.timeAt)
  const [left, right] = [overview.x(shown.from), overview.x(shown.to)]
  return (
    <div className="relative touch-pan-y" style={{ height: HEIGHT }} data-testid="zoom" {...drag}>
      <svg width={width} height={HEIGHT} aria-hidden className="block">
        <rect
          x={MARGIN.left}
          width={Math.max(0, width - MARGIN.right - MARGIN.left)}
          height={HEIGHT}
          fill="var(--subtle)"
        />
        <rect x={left} width={Math.max(0, right - left)} height={HEIGHT} fill="var(--card)" />
        <path d={overview.path} fill="none" stroke="var(--accent)" />
        <rect
          x={left}
          y={0.5}
          width={Math.max(0, right - left)}
          height={HEIGHT - 1}
          fill="none"
          stroke="var(--muted-ink)"
          className="cursor-grab"
        />
      </svg>
      <Handle {...props} span={shown} edge="from" x={left} />
      <Handle {...props} span={shown} edge="to" x={right} />
    </div>
  )
}
