import { useQueryClient, type QueryClient } from '@tanstack/react-query'

import { $api, api } from '@/lib/api-client'
import { ProblemError } from '@/lib/problem'
import type { components } from '@/types/api.gen'

import type { Appearance, Me } from './model'

const ME = $api.queryOptions('get', '/api/v1/auth/me', {}).queryKey
const DEVICES = ['get', '/api/v1/auth/sessions'] as const

/** Write fields of the profile; every page that shows the account sees them at once. */
export function useSaveProfile() {
  const client = useQueryClient()
  return $api.useMutation('patch', '/api/v1/auth/me', {
    onSuccess: (me) => void client.setQueryData(ME, me),
  })
}

/** Keep the appearance beside the account's other preferences. */
export async function saveAppearance(client: QueryClient, appearance: Appearance): Promise<void> {
  const before = client.getQueryData<Me>(ME)
  const preferences = { ...before?.preferences, appearance: { ...appearance } }
  // The generated type asks for every field that has a default; what is left out stays.
  const body = { preferences } as unknown as components['schemas']['Profile-Input']
  const { data } = await api.PATCH('/api/v1/auth/me', { body })
  if (data !== undefined) client.setQueryData(ME, data)
}

export function useDevices() {
  return $api.useQuery('get', '/api/v1/auth/sessions', {})
}

/** Return how to read the list of devices again. */
export function useDevicesChanged(): () => Promise<void> {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: DEVICES })
}

const GONE = 404

/** Log devices out; one that is gone already is as wanted. */
export async function endDevices(ids: readonly string[]): Promise<void> {
  await Promise.all(
    ids.map((session_id) =>
      api
        .DELETE('/api/v1/auth/sessions/{session_id}', { params: { path: { session_id } } })
        .catch((error: unknown) => {
          if (!(error instanceof ProblemError) || error.status !== GONE) throw error
        }),
    ),
  )
}
