/**
 * Return the positions of at most about `most` points that draw like all of them: of every bucket
 * its first, lowest, highest and last one, so no extreme disappears.
 */
export function decimated(values: ArrayLike<number>, most: number): number[] {
  const size = values.length
  if (size <= most || most < 4) return Array.from({ length: size }, (_, index) => index)
  const buckets = Math.max(1, Math.floor(most / 4))
  const kept: number[] = []
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const start = Math.floor((bucket * size) / buckets)
    const stop = Math.floor(((bucket + 1) * size) / buckets)
    let low = start
    let high = start
    for (let index = start + 1; index < stop; index += 1) {
      if ((values[index] ?? 0) < (values[low] ?? 0)) low = index
      if ((values[index] ?? 0) > (values[high] ?? 0)) high = index
    }
    const chosen = [...new Set([start, low, high, stop - 1])].sort((a, b) => a - b)
    kept.push(...chosen)
  }
  return kept
}
