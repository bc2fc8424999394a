import type { Metadata } from 'next'
import { Suspense } from 'react'

import { BacktestCompare } from '@/features/backtest/components/backtest-compare'

export const metadata: Metadata = { title: 'Compare backtests' }

export default function ComparePage() {
  return (
    <Suspense>
      <BacktestCompare />
    </Suspense>
  )
}
