import type { Metadata } from 'next'

import { Forgot } from '@/features/auth/components/forgot'

export const metadata: Metadata = { title: 'Forgot the password' }

export default function ForgotPage() {
  return <Forgot />
}
