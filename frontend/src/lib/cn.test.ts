import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { twMerge } from 'tailwind-merge'
import { describe, expect, it } from 'vitest'

import { cn } from './cn'

const SOURCES = join(import.meta.dirname, '..')

/** Every word of every text in the pages that the library takes for a class, without its variants. */
function usedClasses(): string[] {
  const found = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.tsx') && !name.includes('.test.'))
    .flatMap((name) => [
      ...readFileSync(join(SOURCES, name), 'utf8').matchAll(/['"`]([^'"`\n]+)['"`]/g),
    ])
    .flatMap(([, text]) => (text ?? '').split(/\s+/))
    .map((word) => word.replace(/^(?:(?:[\w*-]|\[[^\]]*\])+:)+/, '').replace(/^!|!$/g, ''))
  // What conflicts with nothing, not even with itself written twice, is no class.
  const known = found.filter((word) => twMerge(`${word} x ${word}`) === `x ${word}`)
  // Of those that differ in a number alone, two are enough.
  const seen = new Map<string, Set<string>>()
  for (const word of known) {
    const kind = word.replace(/\d[\d.]*/g, '0')
    const alike = seen.get(kind) ?? new Set()
    if (alike.size < 2) seen.set(kind, alike.add(word))
  }
  return [...seen.values()].flatMap((alike) => [...alike])
}

describe('joined class names', () => {
  it('lets the later of two win, each with its own variants', () => {
    expect(cn('p-4 text-sm text-muted-foreground', 'p-0 text-primary')).toBe(
      'text-sm p-0 text-primary',
    )
    expect(cn('hover:bg-muted bg-card', 'bg-muted')).toBe('hover:bg-muted bg-muted')
    expect(cn('w-4 h-4', false, null, { 'size-5': true, 'size-6': false })).toBe('size-5')
  })

  it('agrees with the whole table of the library on every two classes the pages use', () => {
    const used = usedClasses()
    expect(used.length).toBeGreaterThan(200)
    const differing = used.flatMap((one) =>
      used
        .filter((other) => other !== one)
        .map((other) => `${one} ${other}`)
        .filter((pair) => cn(pair) !== twMerge(pair)),
    )
    expect(differing).toEqual([])
  }, 30_000)
})
