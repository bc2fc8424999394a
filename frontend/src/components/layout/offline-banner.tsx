'use client'

import { Alert } from '@/components/ui/alert'

import { useIsOnline } from './connection'

export function OfflineBanner() {
  if (useIsOnline()) return null
  return (
    <Alert tone="warn" role="status" className="m-3 mb-0 sm:m-4 sm:mb-0">
      This device is offline: what you see is from before, and nothing can be changed until it is
      back.
    </Alert>
  )
}
