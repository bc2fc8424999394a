import type { Candle, Marker, Overlay } from '@/components/charts/candle-parts'
import type { components } from '@/types/api.gen'

import type { Trade } from './trades'

type Series = components['schemas']['IndicatorSeries']

/** A page of bars with the indicators of the strategy on them, when they could be had. */
export interface ChartPage {
  candles: Candle[]
  series: Series[] | null
  next: string | null
}

const UNIT_SECONDS: Record<string, number> = { m: 60, h: 3_600, d: 86_400, w: 604_800 }
const CALLS_MOST = 10
const AROUND_BARS = 300
/** Bars after the entry that still leave the entry in view. */
const LOOK_AHEAD_BARS = 50
const PAGE_LEAST = 1_000
const PAGE_MOST = 5_000

/** Return the length of a bar in milliseconds. */
export function barMs(timeframe: string): number {
  const unit = UNIT_SECONDS[timeframe.slice(-1)] ?? 3_600
  return (Number.parseInt(timeframe, 10) || 1) * unit * 1_000
}

export interface Window {
  /** Bars that open before this moment, milliseconds. */
  end: number
  /** Bars per page. */
  limit: number
}

/** Return the window that shows a trade with bars around it; without one the end of the run. */
export function windowOf(trade: Trade | null, timeframe: string, runEnd: number): Window {
  if (trade === null) return { end: runEnd, limit: PAGE_LEAST }
  const bar = barMs(timeframe)
  const end = Math.min(runEnd, Date.parse(trade.exit_time) + AROUND_BARS * bar)
  const held = Math.ceil((end - Date.parse(trade.entry_time)) / bar)
  return { end, limit: Math.min(PAGE_MOST, Math.max(PAGE_LEAST, held + AROUND_BARS)) }
}

/** Return the moment to put in the middle: that of the trade, of a long one a bit after its entry. */
export function middleOf(trade: Trade, timeframe: string): number {
  const entry = Date.parse(trade.entry_time)
  const half = (Date.parse(trade.exit_time) - entry) / 2
  return entry + Math.min(half, LOOK_AHEAD_BARS * barMs(timeframe))
}

export function covers(candles: readonly Candle[], trade: Trade): boolean {
  const [first, last] = [candles[0], candles.at(-1)]
  if (first === undefined || last === undefined) return false
  return first.time <= Date.parse(trade.entry_time) && Date.parse(trade.exit_time) <= last.time
}

function callText(operand: Record<string, unknown>): string {
  const { indicator, params, source } = operand
  const given = Object.entries(typeof params === 'object' && params !== null ? params : {})
  const parts = given.map(([name, value]) => `${name}=${String(value)}`)
  if (typeof source === 'string') parts.push(`source=${source}`)
  return parts.length === 0 ? String(indicator) : `${String(indicator)}(${parts.join(', ')})`
}

/** Return the indicators that a strategy document uses on its own bars, as the chart asks for them. */
export function indicatorCalls(document: Record<string, unknown>): string[] {
  const found = new Set<string>()
  const look = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(look)
    else if (typeof value === 'object' && value !== null) {
      const operand = value as Record<string, unknown>
      const isOwn = operand.timeframe === undefined || operand.timeframe === document.timeframe
      if (typeof operand.indicator === 'string' && isOwn) found.add(callText(operand))
      Object.values(operand).forEach(look)
    }
  }
  look([document.entry_rules, document.exit_rules])
  return [...found].slice(0, CALLS_MOST)
}

/** Return all bars of the pages, the oldest first; the first page is the newest. */
export function candlesOf(pages: readonly ChartPage[]): Candle[] {
  return [...pages].reverse().flatMap(({ candles }) => candles)
}

function labelOf({ indicator, params, outputs }: Series, output: string): string {
  const values = Object.values(params)
  const call = values.length === 0 ? indicator : `${indicator}(${values.join(', ')})`
  return Object.keys(outputs).length === 1 ? call : `${call} ${output}`
}

/** Return a line per output of every indicator; those with a scale of their own get a pane each. */
export function overlaysOf(pages: readonly ChartPage[], colours: readonly string[]): Overlay[] {
  const shape = pages.find(({ series }) => series !== null)?.series ?? []
  const inOrder = [...pages].reverse()
  let panes = 0
  let lines = 0
  return shape.flatMap((series, place) => {
    const pane = series.pane === 'overlay' ? 0 : (panes += 1)
    return Object.keys(series.outputs).map((output) => ({
      id: `${place} ${output}`,
      label: labelOf(series, output),
      style: output === 'histogram' ? ('bars' as const) : ('line' as const),
      pane,
      colour: colours[lines++ % colours.length] ?? '#888888',
      values: inOrder.flatMap(
        ({ candles, series: there }) => there?.[place]?.outputs[output] ?? candles.map(() => null),
      ),
    }))
  })
}

/** Return the line from the entry to the exit of a trade, in the colour of its result. */
export function tradeLine(trade: Trade, candles: readonly Candle[], colour: string): Overlay {
  const [from, to] = [Date.parse(trade.entry_time), Date.parse(trade.exit_time)]
  const rise = to === from ? 0 : (trade.exit_price - trade.entry_price) / (to - from)
  return {
    id: 'trade',
    label: `#${trade.number}`,
    pane: 0,
    colour,
    values: candles.map(({ time }) =>
      time < from || time > to ? null : trade.entry_price + rise * (time - from),
    ),
  }
}

/** Return an arrow for every entry and exit on these bars; only the selected trade has words. */
export function markersOf(
  trades: readonly Trade[],
  candles: readonly Candle[],
  selected: number | null,
): Marker[] {
  const first = candles[0]?.time ?? Infinity
  const last = candles.at(-1)?.time ?? -Infinity
  return trades
    .flatMap((trade): Marker[] => {
      const [entry, exit] = [Date.parse(trade.entry_time), Date.parse(trade.exit_time)]
      if (exit < first || entry > last) return []
      const isLong = trade.side === 'long'
      const isChosen = trade.number === selected
      const [buy, sell] = ['buy', 'sell'] as const
      return [
        {
          id: `${trade.number} in`,
          time: entry,
          side: isLong ? buy : sell,
          text: isChosen ? `#${trade.number} in` : '',
        },
        {
          id: `${trade.number} out`,
          time: exit,
          side: isLong ? sell : buy,
          text: isChosen ? `#${trade.number} out` : '',
        },
      ]
    })
    .sort((a, b) => a.time - b.time)
}

/** Return the trade that a click at `time` means: the one open then, else the nearest edge. */
export function tradeAt(trades: readonly Trade[], time: number, reachMs: number): Trade | null {
  let [best, distance] = [null as Trade | null, Infinity]
  for (const trade of trades) {
    const [entry, exit] = [Date.parse(trade.entry_time), Date.parse(trade.exit_time)]
    const away = Math.min(Math.abs(entry - time), Math.abs(exit - time))
    if (away < distance) [best, distance] = [trade, away]
  }
  return distance <= reachMs ? best : null
}
