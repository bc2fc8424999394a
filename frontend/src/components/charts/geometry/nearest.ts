/** Return the position of the value nearest to `target` in a rising list; −1 in an empty one. */
export function nearest(rising: ArrayLike<number>, target: number): number {
  const size = rising.length
  if (size === 0) return -1
  let low = 0
  let high = size - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rising[middle] ?? 0) < target) low = middle + 1
    else high = middle
  }
  const after = rising[low] ?? 0
  const before = rising[low - 1]
  return before !== undefined && target - before <= Math.abs(after - target) ? low - 1 : low
}
