import type { Metadata } from 'next'
import { Suspense } from 'react'

import { StrategyView } from '@/features/strategy/components/strategy-view'

export const metadata: Metadata = { title: 'Strategy' }

export default async function StrategyRoute({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Suspense>
      <StrategyView key={id} id={id} />
    </Suspense>
  )
}
