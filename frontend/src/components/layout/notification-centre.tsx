'use client'

import { Bell } from 'lucide-react'

import { Button } from '@/components/ui/button'
import { useOnDemand } from '@/hooks/use-on-demand'
import { useUi } from '@/stores/ui'

const load = () => import('./notices-popover').then((part) => part.NoticesPopover)

export function NotificationCentre() {
  const unread = useUi((state) => state.notices.filter(({ isRead }) => !isRead).length)
  const { Part, asking } = useOnDemand(load, 'dialog')
  const button = (
    <Button
      variant="ghost"
      size="icon"
      className="relative"
      aria-label={unread > 0 ? `Notifications, ${unread} new` : 'Notifications'}
      {...asking}
    >
      <Bell aria-hidden />
      {unread > 0 ? (
        <span
          aria-hidden
          className="absolute top-1 right-1 size-2 rounded-full bg-primary ring-2 ring-card"
        />
      ) : null}
    </Button>
  )
  return Part === null ? button : <Part trigger={button} />
}
