import type { Metadata } from 'next'

import { EditStrategy } from '@/features/strategy-builder/components/builder'

export const metadata: Metadata = { title: 'Edit strategy' }

export default async function EditStrategyPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return <EditStrategy id={id} />
}
