/** Which finished backtests stand side by side. */

export const COMPARED_MOST = 4

/** Return the runs an address names: each once, at most four. */
export function idsOf(text: string): string[] {
  const ids = text.split(',').filter((id) => /^[0-9a-f-]{36}$/i.test(id))
  return [...new Set(ids)].slice(0, COMPARED_MOST)
}

/** Return the selection with `id` added or taken out; a fifth one is not added. */
export function toggled(selected: readonly string[], id: string): readonly string[] {
  if (selected.includes(id)) return selected.filter((each) => each !== id)
  return selected.length >= COMPARED_MOST ? selected : [...selected, id]
}

export function compareHref(ids: readonly string[]): string {
  return `/backtests/compare?ids=${ids.join(',')}`
}

/** Return the sort that a click on a column asks for: high first, then low, then the default. */
export function nextSort(current: string, column: string, isText: boolean): string {
  const [first, second] = isText ? [column, `-${column}`] : [`-${column}`, column]
  if (current === first) return second
  return current === second ? '-created_at' : first
}
