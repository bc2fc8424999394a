'use client'

import { createContext, useContext } from 'react'

import type { Formatter } from '@/lib/format'

import type { RuleNames } from '../csv'
import type { Backtest } from '../model'
import type { Result } from '../schemas'

/** The run that a page shows: what every part of it needs, read once. */
export interface Run {
  backtest: Backtest
  result: Result
  currency: string
  rules: RuleNames
  format: Formatter
}

export const RunContext = createContext<Run | null>(null)

export function useRun(): Run {
  const run = useContext(RunContext)
  if (run === null) throw new Error('a part of the results stands outside of them')
  return run
}
