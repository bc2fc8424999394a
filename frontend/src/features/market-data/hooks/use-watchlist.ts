'use client'

import { useQueryClient } from '@tanstack/react-query'
import { toast } from '@/lib/toast'

import { $api, newKey } from '@/lib/api-client'
import { ProblemError } from '@/lib/problem'
import type { components } from '@/types/api.gen'

import { reordered } from '../model'

type List = components['schemas']['Watchlist']

const PATH = '/api/v1/market/watchlist'

function told(error: unknown): void {
  toast.error(error instanceof ProblemError ? error.message : 'The watch list was not changed')
}

/** The watch list and what can be done with it. */
export function useWatchlist() {
  const client = useQueryClient()
  const key = $api.queryOptions('get', PATH).queryKey
  const query = $api.useQuery('get', PATH, {}, { staleTime: 60_000 })
  const isFresh = () =>
    void client.invalidateQueries({
      predicate: ({ queryKey }) =>
        queryKey[1] === PATH || String(queryKey[1]).startsWith('/api/v1/dashboard'),
    })
  const put = $api.useMutation('put', PATH, { onError: told, onSettled: isFresh })
  const post = $api.useMutation('post', PATH, { onError: told, onSettled: isFresh })
  const items = query.data?.items ?? []
  const replace = (wanted: List['items']) => {
    // Shown at once; a refusal brings the server's list back.
    client.setQueryData(key, { items: wanted })
    put.mutate({ body: { items: wanted.map(({ source, symbol }) => ({ source, symbol })) } })
  }
  return {
    query,
    isBusy: put.isPending || post.isPending,
    add: (source: string, symbol: string) =>
      post.mutate({
        body: { source, symbol },
        headers: { 'Idempotency-Key': newKey() },
      }),
    remove: (index: number) => replace(items.filter((_, at) => at !== index)),
    move: (index: number, step: number) => replace(reordered(items, index, step)),
  }
}
