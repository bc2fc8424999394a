'use client'

import { useState } from 'react'

import { ProblemError } from '@/lib/problem'

import { useRemove } from '../api'
import { secondsOf, type Job } from '../model'
import { CONFIRM_MS } from '../progress'

/** Cancel a backtest that is not over; only after 30 s of work it asks whether that is meant. */
export function useCancel(job: Job) {
  const [isAsking, setIsAsking] = useState(false)
  const remove = useRemove()
  const confirm = () => remove.mutate({ params: { path: { backtest_id: job.id } } })
  const ask = () => {
    const worked = secondsOf(job, Date.now()) ?? 0
    if (worked * 1_000 >= CONFIRM_MS) setIsAsking(true)
    else confirm()
  }
  return {
    ask,
    confirm,
    isAsking,
    setIsAsking,
    isCancelling: remove.isPending || remove.isSuccess,
    error: remove.error instanceof ProblemError ? remove.error.message : null,
  }
}
