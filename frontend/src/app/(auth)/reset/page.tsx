import type { Metadata } from 'next'

import { Reset } from '@/features/auth/components/reset'

export const metadata: Metadata = { title: 'Choose a new password' }

export default function ResetPage() {
  return <Reset />
}
