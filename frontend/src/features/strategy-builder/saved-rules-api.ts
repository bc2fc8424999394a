'use client'

import { keepPreviousData, useQueryClient } from '@tanstack/react-query'

import { $api } from '@/lib/api-client'
import type { components } from '@/types/api.gen'

import { isId } from './saved-rules'

export type SavedRule = components['schemas']['Rule']

const PATH = '/api/v1/rules'
const LISTED = 50
const ALL = 100

/** Return the saved rules whose name holds `search`, by name. */
export function useSavedRules(search: string) {
  const query = { limit: LISTED, sort: 'name', ...(search === '' ? {} : { search }) }
  return $api.useQuery('get', PATH, { params: { query } }, { placeholderData: keepPreviousData })
}

/** Return the saved rule that a reference means, null where there is none. */
export function useReferred(reference: string) {
  const byId = isId(reference)
  const one = $api.useQuery(
    'get',
    '/api/v1/rules/{rule_id}',
    { params: { path: { rule_id: reference } } },
    { enabled: byId, retry: false },
  )
  const named = $api.useQuery(
    'get',
    PATH,
    { params: { query: { limit: ALL, search: reference } } },
    {
      enabled: !byId,
      select: ({ items }) => items.find(({ name }) => name === reference) ?? null,
    },
  )
  return byId
    ? { ...one, isMissing: one.error !== null }
    : { ...named, isMissing: named.data === null }
}

/** Everything that tells of saved rules, and of documents that refer to them, is asked again. */
function useAskAgain() {
  const client = useQueryClient()
  return () =>
    void client.invalidateQueries({
      predicate: ({ queryKey: [, path] }) => typeof path === 'string' && path.startsWith(PATH),
    })
}

export function useKeepRule() {
  return $api.useMutation('post', PATH, { onSuccess: useAskAgain() })
}

export function useForgetRule() {
  return $api.useMutation('delete', '/api/v1/rules/{rule_id}', { onSuccess: useAskAgain() })
}
