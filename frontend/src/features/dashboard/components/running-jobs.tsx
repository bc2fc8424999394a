'use client'

import { useState } from 'react'

import { Link } from '@/components/link'
import { Card, CardHeader } from '@/components/ui/card'
import { Progress } from '@/components/ui/progress'
import { useTopic } from '@/hooks/use-live'

import { standing, type Job } from '../model'

function Running({ job }: { job: Job }) {
  const [heard, setHeard] = useState(0)
  useTopic({ channel: 'backtest_progress', backtest_id: job.id }, ({ data }) => {
    if (typeof data.progress_pct === 'number') setHeard(data.progress_pct)
  })
  const percent = Math.max(heard, job.progress_pct)
  const isMoving = job.status === 'running' || heard > 0
  const status = isMoving ? 'running' : job.status
  return (
    <li className="flex flex-col gap-1.5">
      <div className="flex items-baseline justify-between gap-3">
        <Link
          href={`/backtests/${job.id}`}
          className="truncate py-1 font-medium text-primary underline-offset-4 hover:underline"
        >
          {job.strategy_name}
        </Link>
        <span className="figure shrink-0 text-2xs text-muted-foreground">
          {standing({ status, queue_position: job.queue_position }, percent)}
        </span>
      </div>
      <p className="text-2xs text-muted-foreground">
        {job.symbol} · {job.timeframe}
      </p>
      <Progress percent={percent} label={`Backtest of ${job.strategy_name}`} />
    </li>
  )
}

/** What is being computed now, and what waits. */
export function RunningJobs({ active }: { active: readonly Job[] }) {
  return (
    <Card aria-labelledby="running-title">
      <CardHeader id="running-title" title="Running and waiting" />
      {active.length === 0 ? (
        <p className="text-muted-foreground">Nothing is running.</p>
      ) : (
        <ul className="flex flex-col gap-4">
          {active.map((job) => (
            <Running key={job.id} job={job} />
          ))}
        </ul>
      )}
    </Card>
  )
}
