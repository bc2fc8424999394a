'use client'

import { Failure } from '@/components/states/failure'

export default function RouteError({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <main className="mx-auto flex max-w-2xl flex-col gap-4 p-4">
      <h1 className="text-xl font-semibold">This page is broken</h1>
      <Failure error={error} what="This page" onRetry={reset} />
    </main>
  )
}
