export type Cell = string | number | null

/**
 * Return a cell of a CSV file.
 *
 * A text that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay
 * numbers, negative ones too.
 */
export function csvCell(value: Cell): string {
  if (value === null) return ''
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : ''
  const safe = /^[\s]*[=+\-@\t\r\n]/.test(value) ? `'${value}` : value
  return /[",;\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Return rows as CSV, the first one being the heading. */
export function csvText(rows: readonly (readonly Cell[])[]): string {
  return [...rows.map((row) => row.map(csvCell).join(',')), ''].join('\r\n')
}

/** Return a name that every file system takes. */
export function fileName(...parts: string[]): string {
  const plain = parts.map((part) => part.replace(/[^\p{L}\p{N}.-]+/gu, '-').replace(/^-+|-+$/g, ''))
  return plain.filter(Boolean).join('_').slice(0, 120)
}
