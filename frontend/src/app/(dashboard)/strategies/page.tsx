import type { Metadata } from 'next'
import { Suspense } from 'react'

import { Strategies } from '@/features/strategy/components/strategies'

export const metadata: Metadata = { title: 'Strategies' }

export default function StrategiesPage() {
  return (
    <Suspense>
      <Strategies />
    </Suspense>
  )
}
