'use client'

import { Table, Td, Th } from '@/components/ui/table'
import type { Formatter } from '@/lib/format'

import { cellColour, clampOf, inkOn, yearRows, type MonthCell } from './geometry/heatmap'
import { useColours } from './use-colours'

interface Props {
  cells: readonly MonthCell[]
  format: Formatter
}

function monthNames(locale: string): string[] {
  const format = new Intl.DateTimeFormat(locale, { month: 'short', timeZone: 'UTC' })
  return Array.from({ length: 12 }, (_, month) => format.format(Date.UTC(2024, month, 1)))
}

/** Returns by month, a row per year; the number stands in every cell. */
export function Heatmap({ cells, format }: Props) {
  const colours = useColours()
  const palette = { gain: colours.gain, loss: colours.loss, neutral: colours.subtle }
  const clamp = clampOf(cells)
  const cell = (pct: number) => {
    const background = cellColour(pct, clamp, palette)
    return { background, color: inkOn(background) }
  }
  return (
    <Table label="Returns by month" className="figure text-center">
      <thead>
        <tr>
          <Th>Year</Th>
          {monthNames(format.viewer.locale).map((name) => (
            <Th key={name} className="px-1 text-center">
              {name}
            </Th>
          ))}
          <Th className="text-right">Year</Th>
        </tr>
      </thead>
      <tbody>
        {yearRows(cells).map(({ year, months, total }) => (
          <tr key={year}>
            <Th scope="row">{year}</Th>
            {months.map((pct, month) => (
              <Td
                key={month}
                className="h-9 min-w-13 px-1 text-2xs"
                style={pct === null ? undefined : cell(pct)}
              >
                {pct === null ? '' : format.percent(pct, { signed: true, digits: 1 })}
              </Td>
            ))}
            <Td className="text-right font-medium" style={cell(total)}>
              {format.percent(total, { signed: true, digits: 1 })}
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}
