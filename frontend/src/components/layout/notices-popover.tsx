'use client'

import type { ReactElement } from 'react'

import { Link } from '@/components/link'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'
import { useFormat } from '@/hooks/use-format'
import { useNow } from '@/hooks/use-now'
import { useUi } from '@/stores/ui'

function Notices() {
  const notices = useUi((state) => state.notices)
  const format = useFormat()
  const now = useNow()
  if (notices.length === 0)
    return <p className="text-muted-foreground">Finished backtests and warnings appear here.</p>
  return (
    <ul className="flex flex-col divide-y divide-border">
      {notices.map((notice) => (
        <li key={notice.id} className="py-2">
          <p className="font-medium">
            {notice.href ? (
              <Link href={notice.href} className="underline-offset-4 hover:underline">
                {notice.title}
              </Link>
            ) : (
              notice.title
            )}
          </p>
          {notice.detail ? <p className="break-words">{notice.detail}</p> : null}
          <p className="text-2xs text-muted-foreground">{format.ago(notice.at, now)}</p>
        </li>
      ))}
    </ul>
  )
}

/** What happened lately; to have looked is to have read. */
export function NoticesPopover({ trigger }: { trigger: ReactElement }) {
  const readNotices = useUi((state) => state.readNotices)
  return (
    <Popover defaultOpen onOpenChange={(isOpen) => (isOpen ? undefined : readNotices())}>
      <PopoverTrigger asChild>{trigger}</PopoverTrigger>
      <PopoverContent align="end" aria-label="Notifications">
        <h2 className="mb-2 text-sm font-semibold">Notifications</h2>
        <Notices />
      </PopoverContent>
    </Popover>
  )
}
