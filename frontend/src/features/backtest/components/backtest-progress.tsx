'use client'

import { Confirm } from '@/components/ui/alert-dialog'
import { Alert } from '@/components/ui/alert'
import { ActionButton } from '@/components/ui/action-button'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Progress } from '@/components/ui/progress'
import { useFormat } from '@/hooks/use-format'
import { useNow } from '@/hooks/use-now'
import type { Formatter } from '@/lib/format'
import { quoteOf } from '@/lib/market'
import { useLive } from '@/stores/live'

import { useAskAgain } from '../api'
import { useCancel } from '../hooks/use-cancel'
import type { Run } from '../hooks/use-run'
import type { Job } from '../model'
import { secondsLeft, SILENCE_MS } from '../progress'

import { GrowingCurve } from './growing-curve'

function Figure({ label, value }: { label: string; value: string }) {
  return (
    <div className="min-w-0">
      <dt className="text-2xs text-muted-foreground">{label}</dt>
      <dd className="figure text-sm">{value}</dd>
    </div>
  )
}

function Waiting({ job }: { job: Job }) {
  const format = useFormat()
  const now = useNow()
  const waits = format.duration(Math.max(0, (now - Date.parse(job.created_at)) / 1_000))
  const place = job.queue_position ?? null
  return (
    <p className="figure">
      {place === null
        ? 'In the queue.'
        : place === 1
          ? 'Next in the queue.'
          : `Place ${place} in the queue: ${place - 1} ${place === 2 ? 'runs' : 'run'} first.`}{' '}
      <span className="text-muted-foreground">Waiting for {waits}.</span>
    </p>
  )
}

function leftOf({ heard, percent, query }: Run, job: Job, now: number): number | null {
  if (heard.first !== null && heard.at !== null) return secondsLeft(percent, heard.first, heard.at)
  if (job.started_at === null) return null
  const began = { at: Date.parse(job.started_at), percent: 0 }
  return secondsLeft(percent, began, Math.min(now, query.dataUpdatedAt))
}

function leftWords(percent: number, left: number | null, format: Formatter): string {
  // The bars are through; what follows (proof, second engine) does not count itself.
  if (percent >= 99) return 'checking the result'
  return left === null ? '–' : `about ${format.duration(left)}`
}

function Pace({ run, job }: { run: Run; job: Job }) {
  const format = useFormat()
  const now = useNow()
  const { heard } = run
  const left = leftOf(run, job, now)
  const ago = Math.max(0, Math.round((now - run.seenAt) / 1_000))
  return (
    <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
      <Figure label="Simulated day (UTC)" value={format.utcDay(heard.simulatedAt)} />
      <Figure
        label="Speed"
        value={heard.barsPerSecond === null ? '–' : `${format.integer(heard.barsPerSecond)} bars/s`}
      />
      <Figure label="Time left" value={leftWords(run.percent, left, format)} />
      <Figure label="Last update" value={ago < 1 ? 'now' : `${ago} s ago`} />
    </dl>
  )
}

function Silence({ run, job, onCancel }: { run: Run; job: Job; onCancel: () => void }) {
  const now = useNow()
  const askAgain = useAskAgain(job.id)
  const quiet = Math.round((now - run.seenAt) / 1_000)
  if (job.status !== 'running' || run.seenAt === 0 || quiet * 1_000 < SILENCE_MS) return null
  return (
    <Alert tone="warn" role="status" title={`The worker has been silent for ${quiet} s`}>
      <p>If it is gone, another one takes over by itself within about 15 s.</p>
      <div className="mt-2 flex flex-wrap gap-2">
        <Button size="sm" onClick={askAgain}>
          Retry
        </Button>
        <ActionButton size="sm" onClick={onCancel}>
          Cancel the backtest
        </ActionButton>
      </div>
    </Alert>
  )
}

/** A backtest on its way: how far, how fast, how long still, and the way out. */
export function BacktestProgress({ job, run }: { job: Job; run: Run }) {
  const format = useFormat()
  const isLive = useLive(({ state }) => state === 'live')
  const cancel = useCancel(job)
  const { heard, percent } = run
  const capital = typeof job.config.initial_capital === 'number' ? job.config.initial_capital : 0
  return (
    <Card aria-label="Progress" className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="figure text-[1.75rem] font-semibold" data-testid="percent">
          {job.status === 'pending' ? 'Waiting' : `${Math.floor(percent)} %`}
        </p>
        <ActionButton onClick={cancel.ask} disabled={cancel.isCancelling}>
          {cancel.isCancelling ? 'Cancelling …' : 'Cancel'}
        </ActionButton>
      </div>
      <Progress percent={percent} label="Backtest progress" />
      {job.status === 'pending' ? <Waiting job={job} /> : <Pace run={run} job={job} />}
      <Silence run={run} job={job} onCancel={cancel.ask} />
      {cancel.error ? (
        <Alert tone="bad" role="alert">
          {cancel.error}
        </Alert>
      ) : null}
      {heard.points.length > 1 ? (
        <GrowingCurve
          points={heard.points}
          capital={capital}
          currency={quoteOf(job.symbol)}
          start={job.start_date}
          end={job.end_date}
          format={format}
        />
      ) : null}
      <p className="text-2xs text-muted-foreground">
        You can leave this page: the backtest goes on, and you are told when it is done.
        {isLive ? '' : ' Live updates are off at the moment: the page asks every few seconds.'}
      </p>
      <Confirm
        isOpen={cancel.isAsking}
        onOpenChange={cancel.setIsAsking}
        title={`Stop the backtest of ${job.strategy_name}?`}
        confirm="Stop it"
        onConfirm={cancel.confirm}
        isDangerous
      >
        It is {Math.floor(percent)} % done. What is done so far is lost.
      </Confirm>
    </Card>
  )
}
