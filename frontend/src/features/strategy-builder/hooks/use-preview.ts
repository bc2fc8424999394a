'use client'

import { keepPreviousData } from '@tanstack/react-query'
import { useMemo } from 'react'

import type { Candle, Overlay } from '@/components/charts/candle-parts'
import { useColours } from '@/components/charts/use-colours'
import { $api } from '@/lib/api-client'
import { pathSymbol } from '@/lib/market'
import type { components } from '@/types/api.gen'

import { useSettled, useStable, type Timeframe } from '../api'
import { textOf, type JsonObject } from '../json'
import type { Catalogue } from '../operands'
import { CANDLES, linesOf, markersOf, rulesOnly, type Line } from '../preview'

const SETTLE_MS = 500
const KEEP = { placeholderData: keepPreviousData, staleTime: 60_000 } as const
const SHOWN = ['accent', 'warn', 'ink', 'gain', 'loss', 'benchmark'] as const

function useCandles(symbol: string, timeframe: string, venue: string) {
  return $api.useQuery(
    'get',
    '/api/v1/market/ohlcv/{symbol}',
    {
      params: {
        path: { symbol: pathSymbol(symbol) },
        query: {
          timeframe: timeframe as Timeframe,
          limit: CANDLES,
          direction: 'backward',
          ...(venue === '' ? {} : { source: venue }),
        },
      },
    },
    { enabled: symbol !== '' && timeframe !== '', ...KEEP },
  )
}

function useLines(rules: JsonObject, lines: readonly Line[], isWanted: boolean) {
  const venue = textOf(rules.venue)
  return $api.useQuery(
    'get',
    '/api/v1/market/indicators/{symbol}',
    {
      params: {
        path: { symbol: pathSymbol(textOf(rules.symbol)) },
        query: {
          indicator: [...new Set(lines.map(({ asked }) => asked))],
          timeframe: textOf(rules.timeframe) as Timeframe,
          limit: CANDLES,
          direction: 'backward',
          ...(venue === '' ? {} : { source: venue }),
        },
      },
    },
    { enabled: isWanted && lines.length > 0, ...KEEP },
  )
}

function useTrial(rules: JsonObject, from: string | undefined, isWanted: boolean) {
  return $api.useQuery(
    'post',
    '/api/v1/rules/evaluate',
    { body: { document: rules, start_date: from?.slice(0, 10) ?? null } },
    { enabled: isWanted && from !== undefined, gcTime: 60_000, ...KEEP },
  )
}

interface Series {
  indicator: string
  params: Record<string, number | string>
  outputs: Record<string, (number | null)[]>
  pane: 'overlay' | 'pane'
}

/** Return the answers in the order of the questions, each with the one line that was asked for. */
function overlaysOf(
  lines: readonly Line[],
  items: readonly Series[],
  colours: Record<(typeof SHOWN)[number], string>,
): Overlay[] {
  const asked = [...new Set(lines.map((line) => line.asked))]
  const panes = [
    ...new Set(items.filter(({ pane }) => pane === 'pane').map((item) => item.indicator)),
  ]
  return lines.flatMap((line, index) => {
    const item = items[asked.indexOf(line.asked)]
    if (item === undefined || item.indicator !== line.indicator) return []
    const values = line.output === null ? Object.values(item.outputs)[0] : item.outputs[line.output]
    if (values === undefined) return []
    const pane = item.pane === 'overlay' ? 0 : panes.indexOf(item.indicator) + 1
    const colour = colours[SHOWN[index % SHOWN.length] ?? 'accent']
    return [{ id: `${line.asked} ${line.output ?? ''}`, label: line.label, values, pane, colour }]
  })
}

/** The last candles, what the rules compute on them and where they would have acted. */
export function usePreview(document: JsonObject, isValid: boolean, catalogue: Catalogue) {
  const settled = useSettled(document, SETTLE_MS)
  const rules = useStable(useMemo(() => rulesOnly(settled), [settled]))
  const colours = useColours()
  const candles = useCandles(textOf(rules.symbol), textOf(rules.timeframe), textOf(rules.venue))
  // Files come from the same address; without asking for one the answer is JSON.
  const page = candles.data as components['schemas']['Candles'] | undefined
  const shown = useMemo<Candle[]>(
    () => (page?.items ?? []).map((each) => ({ ...each, time: Date.parse(each.time) })),
    [page],
  )
  const { lines, left } = useMemo(() => linesOf(rules, catalogue), [rules, catalogue])
  const isReady = isValid && candles.isSuccess && settled === document
  const series = useLines(rules, lines, isReady)
  const trial = useTrial(rules, page?.items[0]?.time, isReady)
  const markers = useMemo(() => markersOf(trial.data?.signals ?? []), [trial.data])
  const overlays = useMemo(
    () => overlaysOf(lines, (series.data?.items ?? []) as Series[], colours),
    [lines, series.data, colours],
  )
  return { candles, trial, series, shown, markers, overlays, left }
}
