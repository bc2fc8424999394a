'use client'

import { useEffect } from 'react'

import { Alert } from '@/components/ui/alert'
import { useOnline } from '@/hooks/use-online'
import { leavingHref } from '@/lib/leaving'
import { toast } from '@/lib/toast'

/** Stay on what can be read: the browser's own page would replace it, and say nothing useful. */
function stayed(event: MouseEvent): void {
  if (leavingHref(event) === null) return
  event.preventDefault()
  event.stopPropagation()
  toast.warning('That page needs the network', {
    id: 'offline',
    description: 'It can be opened as soon as this device is online again.',
  })
}

/** Says that there is no network, and keeps what can still be read. */
export function OfflineBanner() {
  const isOnline = useOnline()
  useEffect(() => {
    if (isOnline) return
    document.addEventListener('click', stayed, true)
    return () => document.removeEventListener('click', stayed, true)
  }, [isOnline])
  if (isOnline) return null
  return (
    <Alert tone="warn" role="status" className="m-3 mb-0 sm:m-4 sm:mb-0">
      This device is offline. What you see is from before; nothing can be changed and no other page
      opened until the network is back.
    </Alert>
  )
}
