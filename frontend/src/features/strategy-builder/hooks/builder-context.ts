'use client'

import { createContext, useContext } from 'react'

import type { Fault } from '@/lib/problem'

import type { Draft } from '../model'
import type { Catalogue } from '../operands'
import type { Edit } from './use-draft'

export interface Builder {
  draft: Draft
  edit: Edit
  undo: () => void
  faults: readonly Fault[]
  catalogue: Catalogue
  /** The part that was just moved or made: it takes the focus where it stands now. */
  focusId: string | null
  focus: (id: string | null) => void
  /** Say something to who cannot see what moved. */
  announce: (text: string) => void
}

export const BuilderContext = createContext<Builder | null>(null)

export function useBuilder(): Builder {
  const builder = useContext(BuilderContext)
  if (builder === null) throw new Error('outside of the builder')
  return builder
}
