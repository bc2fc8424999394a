import { QueryClient } from '@tanstack/react-query'

import { ProblemError } from '@/lib/problem'

const RETRIES = 2

/** Return the cache of server data: a refusal is final, a server out of reach is asked again. */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (count, error) => count < RETRIES && error instanceof ProblemError && error.isBlip,
        refetchOnWindowFocus: true,
      },
      // Offline a change is refused at once: one that waits would happen when nobody expects it.
      mutations: { retry: false, networkMode: 'always' },
    },
  })
}
