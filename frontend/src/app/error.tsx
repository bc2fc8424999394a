'use client'

import { Failure } from '@/components/states/failure'

export default function RouteError({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <div className="mx-auto max-w-2xl p-4">
      <Failure error={error} what="This page" onRetry={reset} />
    </div>
  )
}
