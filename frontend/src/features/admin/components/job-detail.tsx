'use client'

import { Sheet } from '@/components/ui/sheet'
import { Alert } from '@/components/ui/alert'
import { useFormat } from '@/hooks/use-format'
import { useNow } from '@/hooks/use-now'

import { failureOf, secondsOf, type Job } from '../model'

function Facts({ job }: { job: Job }) {
  const format = useFormat()
  const now = useNow()
  const moment = (at: string | null) => format.dateTime(at, { seconds: true })
  const facts = [
    ['Status', `${job.status}, ${format.percent(job.progress_pct, { digits: 0 })}`],
    ['User', job.email],
    ['Market', `${job.symbol}, ${job.timeframe}`],
    ['Attempts', format.integer(job.attempts)],
    ['Worker', job.worker ?? 'none now'],
    ['Asked for', moment(job.created_at)],
    ['Started', moment(job.started_at)],
    ['Ended', moment(job.completed_at)],
    ['Took', format.duration(secondsOf(job, now))],
    ['Error', job.error_code === null ? '–' : `${job.error_code} ${job.error_name ?? ''}`],
    ['Job', job.id],
  ] as const
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 text-sm">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted-foreground">{name}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Everything about one job, and why it failed. */
export function JobDetail({ job, onClose }: { job: Job | null; onClose: () => void }) {
  const failure = job === null ? null : failureOf(job)
  return (
    <Sheet
      isOpen={job !== null}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose()
      }}
      title={job?.strategy_name ?? ''}
    >
      {failure ? (
        <Alert tone="bad" title="Why it failed">
          {failure}
        </Alert>
      ) : null}
      {job === null ? null : <Facts job={job} />}
    </Sheet>
  )
}
