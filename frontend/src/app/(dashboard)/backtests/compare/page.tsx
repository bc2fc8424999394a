import type { Metadata } from 'next'

import { BacktestCompare } from '@/features/backtest/components/backtest-compare'

export const metadata: Metadata = { title: 'Compare backtests' }

export default function ComparePage() {
  return <BacktestCompare />
}
