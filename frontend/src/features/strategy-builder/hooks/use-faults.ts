'use client'

import { useMemo } from 'react'

import type { Fault } from '@/lib/problem'

import type { JsonObject } from '../json'

/** What the server did not store, and why. */
export interface Refusal {
  document: JsonObject
  faults: readonly Fault[]
}

// No fault is always the same list: a good answer draws no row anew.
const NONE: readonly Fault[] = []

/**
 * Return what is wrong with the document as it stands: what the check says, and what the server
 * found when it was to store just this one.
 */
export function useFaults(
  document: JsonObject,
  told: readonly Fault[] = NONE,
  refusal: Refusal | null,
): readonly Fault[] {
  return useMemo(() => {
    const refused = refusal?.document === document ? refusal.faults : NONE
    const isNew = ({ pointer }: Fault) => !told.some((fault) => fault.pointer === pointer)
    const all = [...told, ...refused.filter(isNew)]
    return all.length === 0 ? NONE : all
  }, [document, told, refusal])
}
