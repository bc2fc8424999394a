import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

import { cn } from '@/lib/cn'

const LOOKS = {
  info: { Icon: Info, style: 'border-border bg-muted' },
  warn: { Icon: TriangleAlert, style: 'border-warning/40 bg-warning-soft text-warning' },
  bad: { Icon: CircleAlert, style: 'border-destructive/40 text-destructive' },
}

interface Props {
  tone?: keyof typeof LOOKS
  title?: string
  children?: ReactNode
  className?: string
  role?: 'alert' | 'status'
}

export function Alert({ tone = 'info', title, children, className, role }: Props) {
  const { Icon, style } = LOOKS[tone]
  return (
    <div role={role} className={cn('flex gap-2.5 rounded-lg border p-3 text-sm', style, className)}>
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 flex-1 break-words">
        {title ? <p className="font-medium">{title}</p> : null}
        {children ? <div className="text-foreground">{children}</div> : null}
      </div>
    </div>
  )
}
