'use client'

import { Table, Td, Th } from '@/components/ui/table'
import type { Formatter } from '@/lib/format'

import type { Candle, Overlay } from './candle-parts'

interface Props {
  candles: readonly Candle[]
  overlays: readonly Overlay[]
  format: Formatter
  tickSize: number | null | undefined
  /** The positions of the first and the last bar that the chart shows. */
  from: number
  to: number
}

const ROWS_MOST = 200

/** What the chart shows as numbers, the newest bar first. */
export function CandleTable({ candles, overlays, format, tickSize, from, to }: Props) {
  const first = Math.max(0, from, to - ROWS_MOST + 1)
  const rows = Array.from({ length: Math.max(0, to - first + 1) }, (_, index) => to - index)
  return (
    <Table label="Bars as a table" className="figure">
      <caption className="p-2 text-left text-2xs text-muted-foreground">
        {rows.length} bars of the part of the chart that was in view, the newest first
      </caption>
      <thead>
        <tr>
          <Th>Opens ({format.viewer.timezone})</Th>
          {['Open', 'High', 'Low', 'Close', 'Volume', ...overlays.map(({ label }) => label)].map(
            (name, index) => (
              <Th key={`${name} ${index}`} className="text-right">
                {name}
              </Th>
            ),
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((at) => {
          const candle = candles[at]
          return candle === undefined ? null : (
            <tr key={candle.time}>
              <Td className="whitespace-nowrap">{format.dateTime(candle.time)}</Td>
              {[candle.open, candle.high, candle.low, candle.close].map((price, index) => (
                <Td key={index} className="text-right">
                  {format.price(price, tickSize)}
                </Td>
              ))}
              <Td className="text-right">{format.quantity(candle.volume)}</Td>
              {overlays.map(({ id, values }) => (
                <Td key={id} className="text-right">
                  {format.price(values[at])}
                </Td>
              ))}
            </tr>
          )
        })}
      </tbody>
    </Table>
  )
}
