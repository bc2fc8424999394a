import { useCallback } from 'react'
import type { FieldValues, Resolver } from 'react-hook-form'

import { useWarm } from './use-warm'

/**
 * The check of a form that is fetched after the form itself, in idle time or by the first check.
 *
 * `load` has to be the same function every time.
 */
export function useResolver<Form extends FieldValues>(
  load: () => Promise<Resolver<Form>>,
): Resolver<Form> {
  useWarm(load)
  return useCallback(async (...given) => (await load())(...given), [load])
}
