'use client'

import { useMutation } from '@tanstack/react-query'
import { FileText } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { toast } from '@/lib/toast'

import { Button } from '@/components/ui/button'
import { download } from '@/lib/api-client'
import { ProblemError } from '@/lib/problem'

import { useRun } from '../hooks/use-run'

const PATIENCE_MS = 90_000

function waited(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1_000)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/** Save the report; while the server still makes it, wait as long as it says, then ask again. */
async function saved(path: string, name: string, signal: AbortSignal): Promise<void> {
  const until = Date.now() + PATIENCE_MS
  for (;;) {
    try {
      await download(path, name)
      return
    } catch (error) {
      const pause = error instanceof ProblemError && error.status === 404 ? error.retryAfter : null
      if (pause === null || Date.now() > until) throw error
      await waited(pause, signal)
      if (signal.aborted) return
    }
  }
}

export function PdfButton() {
  const { backtest } = useRun()
  const leaving = useRef<AbortController | null>(null)
  useEffect(() => {
    const controller = new AbortController()
    leaving.current = controller
    return () => controller.abort()
  }, [])
  const report = useMutation({
    mutationFn: () =>
      saved(
        `/api/v1/backtests/${backtest.id}/report`,
        `apextrade_${backtest.id.slice(0, 8)}.pdf`,
        leaving.current?.signal ?? new AbortController().signal,
      ),
    onSuccess: () => toast.success('The report is saved.'),
    onError: (error) =>
      toast.error('The report could not be saved.', {
        description: error.message,
        duration: Infinity,
      }),
  })
  return (
    <Button
      aria-disabled={report.isPending}
      onClick={() => {
        if (!report.isPending) report.mutate()
      }}
    >
      <FileText aria-hidden />
      <span aria-live="polite">{report.isPending ? 'Preparing PDF …' : 'PDF'}</span>
    </Button>
  )
}
