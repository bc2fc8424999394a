'use client'

import { Link } from '@/components/link'
import { Card, CardHeader } from '@/components/ui/card'
import { useFormat } from '@/hooks/use-format'
import { useNow } from '@/hooks/use-now'

import { happening, type Summary } from '../model'

/** The newest facts of the account. */
export function Happenings({ events }: { events: Summary['events'] }) {
  const format = useFormat()
  const now = useNow()
  if (events.items.length === 0) return null
  return (
    <Card aria-labelledby="happened-title">
      <CardHeader id="happened-title" title="What happened last" />
      <ul className="flex flex-col gap-2">
        {events.items.map(happening).map(({ seq, title, detail, href, at }) => (
          <li key={seq} className="flex items-baseline justify-between gap-3">
            <span className="min-w-0 break-words">
              {href ? (
                <Link href={href} className="py-1 text-primary underline underline-offset-4">
                  {title}
                </Link>
              ) : (
                title
              )}
              {detail ? <span className="text-muted-foreground"> · {detail}</span> : null}
            </span>
            <time dateTime={at} className="shrink-0 text-2xs text-muted-foreground">
              {format.ago(at, now)}
            </time>
          </li>
        ))}
      </ul>
    </Card>
  )
}
