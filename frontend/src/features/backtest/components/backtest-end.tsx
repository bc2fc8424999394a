'use client'

import { Link } from '@/components/link'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { useFormat } from '@/hooks/use-format'

import { useSeries } from '../api'
import { adviceOf } from '../advice'
import { againHref, secondsOf, type Job } from '../model'

import { ConfigList } from './config-list'

/** A backtest without a result: why, and the one change that helps. */
export function BacktestEnd({ job }: { job: Job }) {
  const format = useFormat()
  const { data: series } = useSeries(job.symbol)
  const advice = adviceOf(job, series ?? [])
  const isCancelled = job.status === 'cancelled'
  const seconds = job.completed_at === null ? null : secondsOf(job, 0)
  return (
    <div className="flex flex-col gap-4">
      <Alert
        tone={isCancelled ? 'info' : 'bad'}
        title={isCancelled ? 'Cancelled' : (job.error?.title ?? 'The backtest failed')}
      >
        <p className="first-letter:uppercase">{job.error?.detail ?? 'No reason was kept.'}</p>
        {job.error?.errors?.length ? (
          <ul className="mt-1 list-disc pl-5">
            {job.error.errors.map((fault, index) => (
              <li key={index}>{fault.message}</li>
            ))}
          </ul>
        ) : null}
        <p className="mt-2">{advice.change}</p>
        <div className="mt-3 flex flex-wrap gap-2">
          <Button variant="primary" asChild>
            <Link href={advice.href}>{advice.action}</Link>
          </Button>
          {advice.href === againHref(job.id) ? null : (
            <Button asChild>
              <Link href={againHref(job.id)}>Run again with changes</Link>
            </Button>
          )}
        </div>
        <p className="mt-3 text-2xs text-muted-foreground">
          {job.error ? `Code ${job.error.code}. ` : ''}
          {seconds === null ? 'It never began.' : `It ran for ${format.duration(seconds)}.`}
        </p>
      </Alert>
      <ConfigList job={job} />
    </div>
  )
}
