import type { Metadata } from 'next'
import { Suspense } from 'react'

import { NewStrategy } from '@/features/strategy-builder/components/builder'

export const metadata: Metadata = { title: 'New strategy' }

export default function NewStrategyPage() {
  return (
    <Suspense>
      <NewStrategy />
    </Suspense>
  )
}
