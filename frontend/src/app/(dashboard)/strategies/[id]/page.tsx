import type { Metadata } from 'next'

import { StrategyView } from '@/features/strategy/components/strategy-view'

export const metadata: Metadata = { title: 'Strategy' }

export default async function StrategyRoute({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return <StrategyView key={id} id={id} />
}
