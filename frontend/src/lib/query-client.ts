import { QueryClient } from '@tanstack/react-query'

import { ProblemError } from '@/lib/problem'

const RETRIES = 2

/** Return the cache of server data: a refusal is final, a server out of reach is asked again. */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (count, error) =>
          count < RETRIES && (!(error instanceof ProblemError) || error.isTemporary),
        refetchOnWindowFocus: true,
      },
      mutations: { retry: false },
    },
  })
}
