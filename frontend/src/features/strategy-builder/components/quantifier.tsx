'use client'

import { NativeSelect } from '@/components/ui/native-select'

import { quantified, type Quantifier } from '../edits'
import type { JsonObject } from '../json'
import { NumberInput } from './number-input'

interface Props {
  keys: JsonObject
  onChange: (keys: JsonObject) => void
  /** "entry condition 1.2" */
  what: string
}

const BARS = 3

function kindOf(keys: JsonObject): Quantifier | '' {
  if (keys.within !== undefined) return 'within'
  return keys.for !== undefined ? 'for' : ''
}

/** On which bars it has to be true: this one, one of the last n, each of the last n. */
export function QuantifierControl({ keys, onChange, what }: Props) {
  const kind = kindOf(keys)
  const bars = kind === '' ? BARS : (keys[kind] ?? null)
  return (
    <span className="inline-flex max-w-full flex-wrap items-center gap-2">
      <span className={kind === '' ? 'w-20' : 'w-44'}>
        <NativeSelect
          aria-label={`When, ${what}`}
          value={kind}
          onChange={({ target }) =>
            onChange(quantified(keys, (target.value as Quantifier | '') || null, bars))
          }
        >
          <option value="">now</option>
          <option value="within">on one of the last</option>
          <option value="for">on each of the last</option>
        </NativeSelect>
      </span>
      {kind === '' ? null : (
        <>
          <NumberInput
            aria-label={`Number of bars, ${what}`}
            className="w-16 text-right tabular-nums"
            value={bars}
            onValue={(next) => onChange(quantified(keys, kind, next ?? 0))}
          />
          <span className="text-sm text-muted-foreground">bars</span>
        </>
      )}
    </span>
  )
}
