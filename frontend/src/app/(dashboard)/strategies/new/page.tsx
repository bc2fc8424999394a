import type { Metadata } from 'next'

import { NewStrategy } from '@/features/strategy-builder/components/builder'

export const metadata: Metadata = { title: 'New strategy' }

export default function NewStrategyPage() {
  return <NewStrategy />
}
