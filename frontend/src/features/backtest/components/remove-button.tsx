'use client'

import { Ban, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { toast } from '@/lib/toast'

import { Confirm } from '@/components/ui/alert-dialog'
import { ActionButton } from '@/components/ui/action-button'

import { useRemove } from '../api'
import { isFinal, type Listed } from '../model'

/** Cancel what is not over, delete what is; both ask first. */
export function RemoveButton({ run }: { run: Listed }) {
  const [isAsking, setIsAsking] = useState(false)
  const remove = useRemove()
  const isOver = isFinal(run.status)
  const Icon = isOver ? Trash2 : Ban
  const named = `backtest of ${run.strategy_name}`
  const label = `${isOver ? 'Delete' : 'Cancel'} the ${named}`
  const confirm = () =>
    remove.mutate(
      { params: { path: { backtest_id: run.id } } },
      {
        onSuccess: () => toast(isOver ? 'Backtest deleted' : 'The backtest is being cancelled'),
        onError: (error) =>
          toast.error(error instanceof Error ? error.message : 'That did not work.'),
      },
    )
  return (
    <>
      <ActionButton
        size="icon"
        variant="ghost"
        aria-label={label}
        title={isOver ? 'Delete' : 'Cancel'}
        disabled={remove.isPending}
        onClick={() => setIsAsking(true)}
      >
        <Icon aria-hidden />
      </ActionButton>
      <Confirm
        isOpen={isAsking}
        onOpenChange={setIsAsking}
        title={`${label}?`}
        confirm={isOver ? 'Delete it' : 'Stop it'}
        onConfirm={confirm}
        isDangerous
      >
        {isOver
          ? 'Its figures, trades and report are gone for good; the strategy stays.'
          : 'What is done so far is lost.'}
      </Confirm>
    </>
  )
}
