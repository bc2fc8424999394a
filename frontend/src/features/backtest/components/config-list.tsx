import { Card, CardHeader } from '@/components/ui/card'

import { CONFIG_FIELDS, configText } from '../config'
import type { Listed } from '../model'

/** What was asked for. */
export function ConfigList({ job }: { job: Listed }) {
  return (
    <Card>
      <CardHeader title="Settings of this run" />
      <dl className="grid grid-cols-[repeat(auto-fill,minmax(10rem,1fr))] gap-3">
        {CONFIG_FIELDS.map(({ key, label }) => (
          <div key={key} className="min-w-0">
            <dt className="text-2xs text-muted-foreground">{label}</dt>
            <dd className="figure text-sm break-words">{configText(job, key)}</dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}
