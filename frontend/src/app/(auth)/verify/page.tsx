import type { Metadata } from 'next'

import { Verify } from '@/features/auth/components/verify'

export const metadata: Metadata = { title: 'Confirm your address' }

export default function VerifyPage() {
  return <Verify />
}
