/** What differs between two texts, line by line. */
export interface Line {
  kind: 'same' | 'mine' | 'theirs'
  text: string
}

type Lengths = (i: number, j: number) => number

/** Return the length of the longest common subsequence of every pair of tails. */
function commonLengths(a: readonly string[], b: readonly string[]): Lengths {
  const rows = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0))
  const at: Lengths = (i, j) => rows[i]?.[j] ?? 0
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = rows[i]
      if (row) row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  return at
}

/** Return both texts as one list; documents have some dozen lines. */
export function lineDiff(theirs: string, mine: string): Line[] {
  const a = theirs.trimEnd().split('\n')
  const b = mine.trimEnd().split('\n')
  const common = commonLengths(a, b)
  const lines: Line[] = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    const [old, own] = [a[i], b[j]]
    if (old !== undefined && old === own) {
      lines.push({ kind: 'same', text: old })
      i += 1
      j += 1
    } else if (own === undefined || (old !== undefined && common(i + 1, j) >= common(i, j + 1))) {
      lines.push({ kind: 'theirs', text: old ?? '' })
      i += 1
    } else {
      lines.push({ kind: 'mine', text: own })
      j += 1
    }
  }
  return lines
}
