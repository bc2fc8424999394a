import type { Metadata } from 'next'

export const metadata: Metadata = { title: 'Edit strategy' }

/** The layout draws the builder. */
export default function EditStrategyPage() {
  return null
}
