import { useQuery } from '@tanstack/react-query'

import { $api, api } from '@/lib/api-client'
import { ProblemError } from '@/lib/problem'

import type { FirstProfile } from './model'

/** Return who may register; a server that does not say so is asked by registering. */
export function useDoor() {
  return $api.useQuery('get', '/api/v1/auth/registration', {}, { staleTime: Infinity })
}

/** Confirm the address of a letter, once per token, however often the page is drawn. */
export function useVerified(token: string) {
  return useQuery({
    queryKey: ['verified', token],
    enabled: token !== '',
    staleTime: Infinity,
    gcTime: Infinity,
    refetchOnWindowFocus: false,
    retry: (count, error) => count < 2 && error instanceof ProblemError && error.isBlip,
    queryFn: async () => {
      await api.POST('/api/v1/auth/verify', { body: { token } })
      return true
    },
  })
}

/** Give a new account what its person chose; one that cannot be asked now keeps its defaults. */
export async function applyProfile(profile: FirstProfile): Promise<void> {
  await api.PATCH('/api/v1/auth/me', { body: profile }).catch(() => undefined)
}
