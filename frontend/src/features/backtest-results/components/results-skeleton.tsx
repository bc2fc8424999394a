import { Skeleton } from '@/components/ui/skeleton'

import { TabSkeleton } from './tab-skeleton'

/** The result of a backtest, not yet here. */
export function ResultsSkeleton() {
  return (
    <div className="flex flex-col gap-4">
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-4 2xl:grid-cols-8">
        {Array.from({ length: 8 }, (_, tile) => (
          <Skeleton key={tile} className="h-24" />
        ))}
      </div>
      <Skeleton className="h-36 w-full" />
      <TabSkeleton />
    </div>
  )
}
