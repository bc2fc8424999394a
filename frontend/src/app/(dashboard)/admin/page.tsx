import type { Metadata } from 'next'
import { Suspense } from 'react'

import { Admin } from '@/features/admin/components/admin'

export const metadata: Metadata = { title: 'Admin' }

export default function AdminPage() {
  return (
    <Suspense>
      <Admin />
    </Suspense>
  )
}
