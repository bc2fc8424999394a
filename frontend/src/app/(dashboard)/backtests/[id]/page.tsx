import type { Metadata } from 'next'

import { BacktestView } from './backtest-view'

export const metadata: Metadata = { title: 'Backtest' }

export default async function BacktestPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  // Another backtest is another page: nothing that was heard of the first one stays.
  return <BacktestView key={id} id={id} />
}
