'use client'

import { useState, type SubmitEvent } from 'react'

import { PasswordInput } from '@/components/password/password-input'
import { Alert } from '@/components/ui/alert'
import { ActionButton } from '@/components/ui/action-button'
import { Button } from '@/components/ui/button'
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogTitle,
} from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { useMe } from '@/hooks/use-format'
import { $api } from '@/lib/api-client'
import { placed } from '@/lib/faults'
import { ProblemError } from '@/lib/problem'

interface Props {
  isOpen: boolean
  onClose: () => void
  onConfirmed: () => void
}

function PasswordForm({ onConfirmed }: { onConfirmed: () => void }) {
  const { data: me } = useMe()
  const [password, setPassword] = useState('')
  const confirm = $api.useMutation('post', '/api/v1/auth/confirm', { onSuccess: onConfirmed })
  const error: unknown = confirm.error
  const { fields, rest } =
    error instanceof ProblemError
      ? placed(error, ['password'])
      : { fields: [], rest: error ? 'That did not work.' : null }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (password !== '') confirm.mutate({ body: { password } })
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {rest ? (
        <Alert tone="bad" role="alert">
          {rest}
        </Alert>
      ) : null}
      <input type="text" autoComplete="username" value={me?.email ?? ''} readOnly hidden />
      <Field label="Password" error={fields[0]?.message}>
        {(given) => (
          <PasswordInput
            {...given}
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </Field>
      <DialogFooter>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <ActionButton
          type="submit"
          variant="primary"
          disabled={password === '' || confirm.isPending}
        >
          {confirm.isPending ? 'Checking …' : 'Go on'}
        </ActionButton>
      </DialogFooter>
    </form>
  )
}

/** The own password once more, for what should not happen at a screen left alone. */
export function StepUpDialog({ isOpen, onClose, onConfirmed }: Props) {
  return (
    <Dialog
      open={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
    >
      <DialogContent>
        <DialogTitle>Is it still you?</DialogTitle>
        <DialogDescription>
          This changes somebody’s account, and your last login is more than five minutes ago. Enter
          your password to go on.
        </DialogDescription>
        <PasswordForm onConfirmed={onConfirmed} />
      </DialogContent>
    </Dialog>
  )
}
