'use client'

import { Page } from '@/components/layout/page'
import { Failure } from '@/components/states/failure'

/** A page that broke; the way to the others stays where it is. */
export default function PageError({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <Page title="This page is broken">
      <Failure error={error} what="This page" onRetry={reset} />
    </Page>
  )
}
