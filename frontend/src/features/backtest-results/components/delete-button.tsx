'use client'

import { Trash2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from '@/lib/toast'

import { Confirm } from '@/components/ui/alert-dialog'
import { ActionButton } from '@/components/ui/action-button'

import { useDelete } from '../api'
import { useRun } from '../hooks/use-run'

export function DeleteButton() {
  const { backtest } = useRun()
  const router = useRouter()
  const [isOpen, setIsOpen] = useState(false)
  const removal = useDelete()
  const remove = () =>
    removal.mutate(
      { params: { path: { backtest_id: backtest.id } } },
      {
        onSuccess: () => {
          toast.success('The backtest is deleted.')
          router.push('/backtests')
        },
        onError: (error) =>
          toast.error('The backtest could not be deleted.', {
            description: error instanceof Error ? error.message : undefined,
            duration: Infinity,
          }),
      },
    )
  return (
    <>
      <ActionButton disabled={removal.isPending} onClick={() => setIsOpen(true)}>
        <Trash2 aria-hidden />
        {removal.isPending ? 'Deleting …' : 'Delete'}
      </ActionButton>
      <Confirm
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        title={`Delete this backtest of “${backtest.strategy_name}”?`}
        confirm="Delete backtest"
        onConfirm={remove}
        isDangerous
      >
        Its figures, trades and report are removed for good. The strategy stays.
      </Confirm>
    </>
  )
}
