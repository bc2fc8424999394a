import { Change } from '@/components/change'
import { Table, Td, Th } from '@/components/ui/table'
import type { Formatter } from '@/lib/format'
import { quoteOf } from '@/lib/market'

import { bestOf, LETTERS, MEASURES, valueOf, type Measure } from '../compare'
import type { Compared } from '../model'

interface Props {
  items: readonly Compared[]
  format: Formatter
}

function Value({ item, measure, format }: { item: Compared; measure: Measure; format: Formatter }) {
  const value = valueOf(item, measure.name)
  switch (measure.unit) {
    case 'change':
      return <Change value={value} format={format} />
    case 'percent':
      return format.percent(value)
    case 'ratio':
      return format.ratio(value)
    case 'count':
      return format.integer(value)
    case 'seconds':
      return format.duration(value)
    case 'money':
      return format.money(value, { currency: quoteOf(item.backtest.symbol) })
  }
}

/** The figures next to each other; the best of each row is bold and says so. */
export function CompareMetrics({ items, format }: Props) {
  const currencies = new Set(items.map(({ backtest }) => quoteOf(backtest.symbol)))
  return (
    <Table label="Figures of the runs" className="figure">
      <thead>
        <tr>
          <Th>Figure</Th>
          {items.map(({ backtest }, index) => (
            <Th key={backtest.id} className="text-right">
              {LETTERS[index]}
            </Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {MEASURES.map((measure) => {
          // Amounts in different currencies are not more or less than each other.
          const isComparable = measure.unit !== 'money' || currencies.size === 1
          const best = bestOf(
            items.map((item) => valueOf(item, measure.name)),
            isComparable ? measure.better : null,
          )
          return (
            <tr key={measure.name}>
              <Th scope="row" className="h-10 text-[0.8125rem]">
                {measure.label}
              </Th>
              {items.map((item, index) => (
                <Td
                  key={item.backtest.id}
                  className={best[index] ? 'text-right font-bold' : 'text-right'}
                >
                  <Value item={item} measure={measure} format={format} />
                  {best[index] ? <span className="sr-only"> (best)</span> : null}
                </Td>
              ))}
            </tr>
          )
        })}
      </tbody>
    </Table>
  )
}
