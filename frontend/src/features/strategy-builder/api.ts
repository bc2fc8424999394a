'use client'

import { keepPreviousData } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'

import { $api, api } from '@/lib/api-client'
import type { components } from '@/types/api.gen'

import { isSame, type Json, type JsonObject } from './json'
import type { Catalogue, Indicator } from './operands'

export type Strategy = components['schemas']['Strategy']
export type Forms = components['schemas']['Forms']
export type Timeframe = components['schemas']['Timeframe']

const FOREVER = { staleTime: Infinity } as const

/** Return a value once it has stood still for a while. */
export function useSettled<T>(value: T, milliseconds: number): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds)
    return () => clearTimeout(timer)
  }, [value, milliseconds])
  return settled
}

/** Return the same object as long as it says the same: what depends on it is not asked again. */
export function useStable<T extends Json>(value: T): T {
  const [stable, setStable] = useState(value)
  const isChanged = !isSame(stable, value)
  if (isChanged) setStable(value)
  return isChanged ? value : stable
}

export function useStrategy(id: string | null) {
  return $api.useQuery(
    'get',
    '/api/v1/strategies/{strategy_id}',
    { params: { path: { strategy_id: id ?? '' } } },
    { enabled: id !== null },
  )
}

export function strategyKey(id: string) {
  return $api.queryOptions('get', '/api/v1/strategies/{strategy_id}', {
    params: { path: { strategy_id: id } },
  }).queryKey
}

export function useTemplates(isWanted: boolean) {
  return $api.useQuery('get', '/api/v1/strategies/templates', {}, { ...FOREVER, enabled: isWanted })
}

export function useIndicators() {
  return $api.useQuery('get', '/api/v1/indicators', {}, FOREVER)
}

/** Return the indicators by name. */
export function useCatalogue(): Catalogue {
  const { data } = useIndicators()
  return useMemo(
    () =>
      new Map(
        // The description leaves the fields of a parameter open; the catalogue always has these.
        (data?.items ?? []).map((entry) => [entry.name, entry as unknown as Indicator] as const),
      ),
    [data],
  )
}

export function useSymbols(search: string) {
  return $api.useQuery(
    'get',
    '/api/v1/market/symbols',
    { params: { query: { limit: 50, ...(search === '' ? {} : { search }) } } },
    { placeholderData: keepPreviousData },
  )
}

/** Return the stored series of a market. */
export function useStored(symbol: string) {
  return $api.useQuery(
    'get',
    '/api/v1/market/coverage',
    { params: { query: { symbol, limit: 100 } } },
    { enabled: symbol !== '', staleTime: 60_000 },
  )
}

const SETTLE_MS = 350

/** Ask what a document says and what is wrong with it, as somebody edits it. */
export function useJudgement(document: JsonObject) {
  const asked = useSettled(document, SETTLE_MS)
  const query = $api.useQuery(
    'post',
    '/api/v1/rules/parse',
    { body: { document: asked } },
    { ...FOREVER, gcTime: 60_000, placeholderData: keepPreviousData },
  )
  return { ...query, isCurrent: asked === document && query.isSuccess && !query.isPlaceholderData }
}

/** Read the text form. */
export async function readText(text: string, signal: AbortSignal): Promise<Forms | null> {
  const { data } = await api.POST('/api/v1/rules/parse', { body: { text }, signal })
  return data ?? null
}

/** Return the text form of a document, empty where it has none. */
export async function printed(document: JsonObject): Promise<string> {
  const { data } = await api.POST('/api/v1/rules/parse', { body: { document } })
  return data?.text ?? ''
}
