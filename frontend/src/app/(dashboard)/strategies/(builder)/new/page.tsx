import type { Metadata } from 'next'

export const metadata: Metadata = { title: 'New strategy' }

/** The layout draws the builder. */
export default function NewStrategyPage() {
  return null
}
