import { keepPreviousData, useQueryClient } from '@tanstack/react-query'

import { $api } from '@/lib/api-client'

import type { JobStatus } from './model'

export const LIST_LIMIT = 20
const SERVICES_MS = 5_000
const JOBS_MS = 10_000

export function useServices() {
  return $api.useQuery('get', '/api/v1/admin/services', {}, { refetchInterval: SERVICES_MS })
}

export function useJobs(asked: { page: number; status: JobStatus | null; search: string }) {
  const { page, status, search } = asked
  const query = {
    page,
    limit: LIST_LIMIT,
    ...(status === null ? {} : { status }),
    ...(search === '' ? {} : { search }),
  }
  return $api.useQuery(
    'get',
    '/api/v1/admin/jobs',
    { params: { query } },
    { placeholderData: keepPreviousData, refetchInterval: JOBS_MS },
  )
}

export function useCoverage() {
  return $api.useQuery('get', '/api/v1/admin/coverage', {}, { staleTime: 60_000 })
}

export interface AskedUsers {
  page: number
  search: string
  state: 'active' | 'disabled' | null
  isAdmin: boolean
}

export function useUsers({ page, search, state, isAdmin }: AskedUsers) {
  const query = {
    page,
    limit: LIST_LIMIT,
    ...(search === '' ? {} : { search }),
    ...(state === null ? {} : { is_active: state === 'active' }),
    ...(isAdmin ? { is_admin: true } : {}),
  }
  return $api.useQuery(
    'get',
    '/api/v1/admin/users',
    { params: { query } },
    { placeholderData: keepPreviousData },
  )
}

/** Return how to read the accounts again. */
export function useUsersChanged(): () => Promise<void> {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: ['get', '/api/v1/admin/users'] })
}

export function useFlags() {
  return $api.useQuery('get', '/api/v1/admin/flags', {}, { staleTime: 60_000 })
}
