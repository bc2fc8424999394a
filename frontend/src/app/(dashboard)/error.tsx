'use client'

import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'

/** A page that broke; the way to the others stays where it is, and every page carries this along. */
export default function PageError({ reset }: { reset: () => void }) {
  return (
    <div className="flex flex-col gap-4 p-3 sm:p-4">
      <h1 className="text-xl font-semibold">This page is broken</h1>
      <Alert tone="bad" role="alert" title="This page could not be shown">
        <p>Something went wrong in this part of the page.</p>
        <Button size="sm" className="mt-2" onClick={reset}>
          Retry
        </Button>
      </Alert>
    </div>
  )
}
