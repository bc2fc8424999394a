import { useQuery } from '@tanstack/react-query'
import type { ComponentType } from 'react'

/**
 * A large part of a page as a query: it comes beside the data that it shows, and is awaited,
 * refused and asked for again in the same way.
 */
export function useCode<Given>(name: string, load: () => Promise<ComponentType<Given>>) {
  return useQuery({
    queryKey: ['code', name],
    queryFn: async () => {
      // Asking for a script is work: not in the task that brings the page to life.
      await new Promise((done) => setTimeout(done))
      return load()
    },
    staleTime: Infinity,
    gcTime: Infinity,
  })
}
