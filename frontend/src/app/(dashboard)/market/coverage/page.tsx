import type { Metadata } from 'next'

import { Coverage } from '@/features/market-data/components/coverage'

export const metadata: Metadata = { title: 'Market data' }

export default function CoveragePage() {
  return <Coverage />
}
