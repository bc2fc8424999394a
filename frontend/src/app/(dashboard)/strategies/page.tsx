import type { Metadata } from 'next'

import { Strategies } from '@/features/strategy/components/strategies'

export const metadata: Metadata = { title: 'Strategies' }

export default function StrategiesPage() {
  return <Strategies />
}
