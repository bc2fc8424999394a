'use client'

/** Where even the frame of the pages broke. Every page carries it along: it needs no other part. */
export default function RouteError({ reset }: { reset: () => void }) {
  return (
    <main className="mx-auto flex max-w-2xl flex-col items-start gap-4 p-4">
      <h1 className="text-xl font-semibold">This page is broken</h1>
      <p role="alert">Something went wrong before it could be shown.</p>
      <button
        type="button"
        className="h-9 rounded-md border border-input bg-card px-3.5 text-sm font-medium hover:bg-muted pointer-coarse:h-11"
        onClick={reset}
      >
        Retry
      </button>
    </main>
  )
}
