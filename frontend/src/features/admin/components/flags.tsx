'use client'

import { Awaited } from '@/components/states/awaited'
import { Card, CardHeader } from '@/components/ui/card'
import { Skeleton } from '@/components/ui/skeleton'
import { useFormat } from '@/hooks/use-format'

import { useFlags } from '../api'
import { flagLines } from '../model'

/** How the installation is set up; nothing here can be changed by a page. */
export function FlagList() {
  const flags = useFlags()
  const format = useFormat()
  return (
    <Card>
      <CardHeader
        title="Settings of this installation"
        hint="Read only: they change in the environment, with a restart"
      />
      <Awaited query={flags} what="settings" skeleton={<Skeleton className="h-80 w-full" />}>
        {(data) => (
          <dl>
            {flagLines(data, format).map(({ name, value, meaning }) => (
              <div
                key={name}
                className="grid items-baseline gap-x-6 border-b border-border py-2.5 last:border-0 sm:grid-cols-[12rem_10rem_1fr]"
              >
                <dt className="font-medium">{name}</dt>
                <dd className="figure font-medium">{value}</dd>
                <dd className="text-muted-foreground">{meaning}</dd>
              </div>
            ))}
          </dl>
        )}
      </Awaited>
    </Card>
  )
}
