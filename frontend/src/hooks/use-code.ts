import { useQuery } from '@tanstack/react-query'
import type { ComponentType } from 'react'

/**
 * A large part of a page as a query: it comes beside the data that it shows, and is awaited,
 * refused and asked for again in the same way.
 */
export function useCode<Given>(name: string, load: () => Promise<ComponentType<Given>>) {
  return useQuery({
    queryKey: ['code', name],
    queryFn: load,
    staleTime: Infinity,
    gcTime: Infinity,
  })
}
