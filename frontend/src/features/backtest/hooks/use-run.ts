'use client'

import { useReducer, useState } from 'react'

import { useTopic } from '@/hooks/use-live'

import { useAskAgain, useBacktest } from '../api'
import { isFinal, type Job } from '../model'
import { afterMessage, quarterOf, SILENT, type Heard } from '../progress'

interface Message {
  data: Record<string, unknown>
  at: number
}

export interface Run {
  query: ReturnType<typeof useBacktest>
  heard: Heard
  percent: number
  /** When the worker last showed that it is there, by message or by a changed row. */
  seenAt: number
  /** What a screen reader is told: quarters, and the end of what was seen running. */
  announcement: string
}

/** The last moment the row itself moved: where no message comes, it is what shows life. */
function useMoved(job: Job | undefined, at: number): number {
  const sign = job === undefined ? '' : `${job.status} ${job.progress_pct} ${job.attempts}`
  const [moved, setMoved] = useState({ sign, at })
  if (moved.sign === sign) return moved.at
  setMoved({ sign, at })
  return at
}

function announcementOf(job: Job | undefined, percent: number, wasSeen: boolean): string {
  if (job === undefined || !wasSeen) return ''
  if (job.status === 'completed') return 'Backtest 100 % done: the results are below.'
  if (isFinal(job.status)) return `Backtest ${job.status}.`
  const quarter = quarterOf(percent)
  return quarter === 0 ? '' : `Backtest ${quarter} % done.`
}

/** One backtest as it goes on: its row, and what the worker says in between. */
export function useRun(id: string): Run {
  const query = useBacktest(id)
  const askAgain = useAskAgain(id)
  const job = query.data
  const isOver = job !== undefined && isFinal(job.status)
  const [heard, hear] = useReducer(
    (before: Heard, { data, at }: Message) => afterMessage(before, data, at),
    SILENT,
  )
  const [wasSeen, setWasSeen] = useState(false)
  if (job !== undefined && !isOver && !wasSeen) setWasSeen(true)
  const movedAt = useMoved(job, query.dataUpdatedAt)
  useTopic(isOver ? null : { channel: 'backtest_progress', backtest_id: id }, (message) => {
    if (message.type !== 'backtest.progress') return
    hear({ data: message.data, at: Date.now() })
    // The row was read before a worker took it.
    if (job?.status === 'pending') askAgain()
  })
  const percent = Math.max(heard.percent, job?.progress_pct ?? 0)
  return {
    query,
    heard,
    percent,
    seenAt: Math.max(heard.at ?? 0, movedAt),
    announcement: announcementOf(job, percent, wasSeen),
  }
}
