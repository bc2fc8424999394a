import type { Metadata } from 'next'

import { NewBacktest } from '@/features/backtest/components/new-backtest'

export const metadata: Metadata = { title: 'New backtest' }

export default function NewBacktestPage() {
  return <NewBacktest />
}
