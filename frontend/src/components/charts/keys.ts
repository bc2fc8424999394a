const PAGE = 20

const STEPS: Record<string, number> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -PAGE,
  PageUp: PAGE,
  Home: -Infinity,
  End: Infinity,
}

/** Return how many points a key moves along a curve; null for any other key. */
export function stepOf(key: string): number | null {
  return STEPS[key] ?? null
}
