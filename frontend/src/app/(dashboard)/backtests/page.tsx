import type { Metadata } from 'next'

import { BacktestList } from '@/features/backtest/components/backtest-list'

export const metadata: Metadata = { title: 'Backtests' }

export default function BacktestsPage() {
  return <BacktestList />
}
