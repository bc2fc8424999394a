'use client'

import { Table, Td, Th } from '@/components/ui/table'
import type { Formatter } from '@/lib/format'

import { decimated } from './geometry/equity'
import { nearest } from './geometry/nearest'

import type { EquityData } from './equity-data'

const ROWS = 60

/** The curve as numbers: what the picture says, for who cannot see it. */
export function CurveTable({
  data,
  format,
  currency,
}: {
  data: EquityData
  format: Formatter
  currency: string
}) {
  const rows = decimated(data.equity.value, ROWS)
  const held = data.benchmark
  return (
    <Table label="Equity as a table" className="figure">
      <thead>
        <tr>
          <Th>Time ({format.viewer.timezone})</Th>
          <Th className="text-right">Equity ({currency})</Th>
          <Th className="text-right">Drawdown</Th>
          {held ? <Th className="text-right">Buy and hold ({currency})</Th> : null}
        </tr>
      </thead>
      <tbody>
        {rows.map((at) => {
          const time = data.equity.time[at]
          return (
            <tr key={at}>
              <Td>{format.dateTime(time)}</Td>
              <Td className="text-right">{format.money(data.equity.value[at], { currency })}</Td>
              <Td className="text-right">{format.percent(data.drawdown.value[at])}</Td>
              {held ? (
                <Td className="text-right">
                  {format.money(held.value[nearest(held.time, time ?? 0)], { currency })}
                </Td>
              ) : null}
            </tr>
          )
        })}
      </tbody>
    </Table>
  )
}
