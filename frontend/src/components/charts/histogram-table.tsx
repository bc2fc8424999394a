'use client'

import { Table, Td, Th } from '@/components/ui/table'
import type { Formatter } from '@/lib/format'

import type { Bar } from './geometry/histogram'

interface Props {
  bars: readonly Bar[]
  format: Formatter
  title: string
}

/** The bars as numbers. */
export function HistogramTable({ bars, format, title }: Props) {
  return (
    <Table label={`${title} as a table`} className="figure">
      <thead>
        <tr>
          <Th className="text-right">From</Th>
          <Th className="text-right">Up to</Th>
          <Th className="text-right">How many</Th>
        </tr>
      </thead>
      <tbody>
        {bars.map(({ from, to, count }) => (
          <tr key={from}>
            <Td className="text-right">{format.percent(from, { signed: true })}</Td>
            <Td className="text-right">{format.percent(to, { signed: true })}</Td>
            <Td className="text-right">{format.integer(count)}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}
