import type { Metadata } from 'next'

import { Market } from '@/features/market-data/components/market'

export const metadata: Metadata = { title: 'Market' }

export default function MarketPage() {
  return <Market />
}
