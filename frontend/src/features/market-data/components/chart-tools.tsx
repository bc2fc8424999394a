'use client'

import { Maximize2, Minimize2 } from 'lucide-react'

import { CANDLE_KINDS, type CandleKind } from '@/components/charts/candle-parts'
import { Button } from '@/components/ui/button'
import { NativeSelect } from '@/components/ui/native-select'
import { useFormat } from '@/hooks/use-format'
import { useUi, type ChartClock } from '@/stores/ui'

import { exchangeZone, type Calendar } from '../sessions'

const KIND_WORDS: Record<CandleKind, string> = {
  candles: 'Candles',
  bars: 'Bars',
  line: 'Line',
  area: 'Area',
}

interface Props {
  calendar: Calendar
  isFull: boolean
  onFull: () => void
}

/** Return the clocks to choose from, and the chosen one; two that show the same time are one. */
function useClocks(calendar: Calendar, chosen: ChartClock) {
  const { viewer } = useFormat()
  const exchange = exchangeZone(calendar)
  const all = [
    { clock: 'own' as const, zone: viewer.timezone, words: viewer.timezone },
    { clock: 'utc' as const, zone: 'UTC', words: 'UTC' },
    { clock: 'exchange' as const, zone: exchange, words: `Exchange: ${exchange}` },
  ]
  const choices = all.filter(({ zone }, at) => all.findIndex((each) => each.zone === zone) === at)
  const zone = all.find(({ clock }) => clock === chosen)?.zone
  return { choices, value: choices.find((each) => each.zone === zone)?.clock ?? 'own' }
}

/** How the bars are drawn, in whose time, and how large. */
export function ChartTools({ calendar, isFull, onFull }: Props) {
  const kind = useUi((state) => state.candleKind)
  const clock = useUi((state) => state.chartClock)
  const set = useUi((state) => state.set)
  const { choices, value } = useClocks(calendar, clock)
  return (
    <div className="ml-auto flex flex-wrap items-center gap-2">
      <NativeSelect
        aria-label="Chart type"
        className="w-26"
        value={kind}
        onChange={({ target }) =>
          set({ candleKind: CANDLE_KINDS.find((each) => each === target.value) ?? 'candles' })
        }
      >
        {CANDLE_KINDS.map((each) => (
          <option key={each} value={each}>
            {KIND_WORDS[each]}
          </option>
        ))}
      </NativeSelect>
      <NativeSelect
        aria-label="Times on the chart"
        className="w-44 max-sm:w-36"
        value={value}
        onChange={({ target }) =>
          set({ chartClock: choices.find((each) => each.clock === target.value)?.clock ?? 'own' })
        }
      >
        {choices.map((each) => (
          <option key={each.clock} value={each.clock}>
            {each.words}
          </option>
        ))}
      </NativeSelect>
      <Button
        size="icon"
        className="max-sm:hidden"
        aria-pressed={isFull}
        aria-label="Full screen"
        title={isFull ? 'Leave full screen (Esc)' : 'Full screen'}
        onClick={onFull}
      >
        {isFull ? <Minimize2 aria-hidden /> : <Maximize2 aria-hidden />}
      </Button>
    </div>
  )
}
