'use client'

import { Failure } from '@/components/states/failure'

/** A page that broke; the way to the others stays where it is. */
export default function PageError({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <div className="flex flex-col gap-4 p-3 sm:p-4">
      <h1 className="text-xl font-semibold">This page is broken</h1>
      <Failure error={error} what="This page" onRetry={reset} />
    </div>
  )
}
