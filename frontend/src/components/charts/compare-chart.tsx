'use client'

import { useMemo, useState } from 'react'

import { Table, Td, Th } from '@/components/ui/table'
import type { Formatter } from '@/lib/format'

import { Axes } from './axes'
import { ChartFrame } from './chart-frame'
import { comparedRows, momentsOf, spread, valuesAt } from './geometry/compare'
import { decimated, equityGeometry, MARGIN, type Curve } from './geometry/equity'
import { nearest } from './geometry/nearest'
import { stepOf } from './keys'
import { useWidth } from './use-width'

export interface Compared {
  /** One letter: it stands at the line, in the legend and in the tables. */
  letter: string
  name: string
  /** Normalised: 100 at the beginning. */
  curve: Curve
}

/** Told apart by dashes and letters; colour only helps. */
export const LINES = [
  { stroke: 'var(--accent)', dash: undefined },
  { stroke: 'var(--warn)', dash: '7 3' },
  { stroke: 'var(--ink)', dash: '2 3' },
  { stroke: 'var(--muted-ink)', dash: '10 3 2 3' },
] as const

export function lineOf(index: number) {
  return LINES[index % LINES.length] ?? LINES[0]
}

const HEIGHT = 320
const LABEL_GAP = 14
const ROWS = 60

interface Props {
  items: readonly Compared[]
  format: Formatter
  title: string
}

/** A piece of the line as it is drawn. */
export function LineSample({ index }: { index: number }) {
  const { stroke, dash } = lineOf(index)
  return (
    <svg width="28" height="8" aria-hidden className="shrink-0">
      <line x1="0" x2="28" y1="4" y2="4" stroke={stroke} strokeWidth="2" strokeDasharray={dash} />
    </svg>
  )
}

function Plot({ items, format, width, at }: Props & { width: number; at: number | null }) {
  const plot = useMemo(() => {
    const curves = items.map(({ curve }) => curve)
    return equityGeometry(curves, { width, height: HEIGHT }, false)
  }, [items, width])
  const right = width - MARGIN.right
  const ends = items.map(({ curve }) => plot.y(curve.value.at(-1) ?? 100))
  const labels = spread(ends, LABEL_GAP, HEIGHT - MARGIN.bottom)
  return (
    <svg width={width} height={HEIGHT} aria-hidden>
      <Axes plot={plot} width={width} height={HEIGHT} format={format} gap={22} />
      {items.map(({ letter, curve }, index) => {
        const { stroke, dash } = lineOf(index)
        return (
          <g key={letter}>
            <path
              d={plot.paths[index]}
              fill="none"
              stroke={stroke}
              strokeWidth="1.75"
              strokeDasharray={dash}
            />
            <text
              x={Math.min(right, plot.x(curve.time.at(-1) ?? 0)) + 5}
              y={(labels[index] ?? 0) + 4}
              fill={stroke}
              className="text-[12px] font-semibold"
            >
              {letter}
            </text>
          </g>
        )
      })}
      {at === null ? null : (
        <line
          x1={plot.x(at)}
          x2={plot.x(at)}
          y1={0}
          y2={HEIGHT - MARGIN.bottom}
          stroke="var(--muted-ink)"
        />
      )}
    </svg>
  )
}

function Rows({ items, format, moments }: Props & { moments: readonly number[] }) {
  const curves = items.map(({ curve }) => curve)
  const shown = decimated(moments, ROWS).map((index) => moments[index] ?? 0)
  return (
    <Table label="Curves as a table" className="figure">
      <thead>
        <tr>
          <Th>Day (UTC)</Th>
          {items.map(({ letter, name }) => (
            <Th key={letter} className="text-right">
              {letter}: {name}
            </Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {shown.map((moment) => (
          <tr key={moment}>
            <Td>{format.utcDay(moment)}</Td>
            {valuesAt(curves, moment).map((value, index) => (
              <Td key={index} className="text-right">
                {format.ratio(value)}
              </Td>
            ))}
          </tr>
        ))}
      </tbody>
    </Table>
  )
}

/** Up to four equity curves over each other, each as if it had begun with 100. */
export function CompareChart({ items, format, title }: Props) {
  const [ref, width] = useWidth<HTMLDivElement>()
  const [at, setAt] = useState<number | null>(null)
  const curves = useMemo(() => items.map(({ curve }) => curve), [items])
  const moments = useMemo(() => momentsOf(curves), [curves])
  const last = moments.at(-1) ?? 0
  // Runs may end on different days: without a cursor each is read at its own end.
  const values =
    at === null ? curves.map(({ value }) => value.at(-1) ?? null) : valuesAt(curves, at)
  const told = items
    .map(({ letter }, index) => `${letter} ${format.ratio(values[index])}`)
    .join(', ')
  const said = at === null ? `At the end: ${told}` : `${format.utcDay(at)}: ${told}`
  const move = (event: React.KeyboardEvent) => {
    if (event.key === 'Escape') setAt(null)
    const step = stepOf(event.key)
    if (step === null) return
    event.preventDefault()
    const next = nearest(moments, at ?? last) + step
    setAt(moments[Math.max(0, Math.min(moments.length - 1, next))] ?? null)
  }
  const point = (x: number) => {
    const { timeAt } = equityGeometry(curves, { width, height: 1 }, false)
    setAt(moments[nearest(moments, timeAt(x))] ?? null)
  }
  return (
    <ChartFrame
      summary={`${title}. ${said}.`}
      readout={
        <p className="figure text-2xs" aria-live="polite">
          {said}
        </p>
      }
      table={() => <Rows items={items} format={format} title={title} moments={moments} />}
      file={{ name: ['comparison'], rows: () => comparedRows(items, moments) }}
      caption={
        <>
          {items.map(({ letter }, index) => (
            <span key={letter} className="inline-flex items-center gap-1.5 text-foreground">
              <LineSample index={index} />
              {letter}
            </span>
          ))}
          <span>Each begins with 100</span>
        </>
      }
    >
      <div
        ref={ref}
        role="slider"
        tabIndex={0}
        aria-label={`${title}: move along the curves with the arrow keys`}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, moments.length - 1)}
        aria-valuenow={Math.max(0, nearest(moments, at ?? last))}
        aria-valuetext={said}
        className="min-h-[320px] min-w-0"
        onKeyDown={move}
        onPointerMove={(event) =>
          point(event.clientX - event.currentTarget.getBoundingClientRect().left)
        }
        onPointerLeave={() => setAt(null)}
      >
        {width > 0 ? (
          <Plot items={items} format={format} title={title} width={width} at={at} />
        ) : null}
      </div>
    </ChartFrame>
  )
}
