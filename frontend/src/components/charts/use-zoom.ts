'use client'

import { parseAsInteger, useQueryStates } from 'nuqs'

import { spanOn, type Span } from './geometry/zoom'

const EDGES = { from: parseAsInteger, to: parseAsInteger }
const KEYS = { urlKeys: { from: 'zoom_from', to: 'zoom_to' } }

/** Return the part of a curve on show, null for all of it, and how to choose another. */
export function useZoom(time: readonly number[]) {
  const [{ from, to }, set] = useQueryStates(EDGES, KEYS)
  const span = spanOn(time, from === null || to === null ? null : { from, to })
  const zoom = (wanted: Span | null) => void set(spanOn(time, wanted) ?? { from: null, to: null })
  return [span, zoom] as const
}
