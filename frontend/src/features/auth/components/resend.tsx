'use client'

import { ActionButton } from '@/components/ui/action-button'
import { useCountdown, waitText } from '@/hooks/use-countdown'
import { $api } from '@/lib/api-client'

import { Refusal } from './refusal'

const PAUSE_SECONDS = 60

/** Ask for the confirming letter again, at most once a minute; the first is just on its way. */
export function Resend({ email }: { email: string }) {
  const { left, start } = useCountdown(PAUSE_SECONDS)
  const resend = $api.useMutation('post', '/api/v1/auth/resend', {
    onSuccess: () => start(PAUSE_SECONDS),
    onError: (error: unknown) => {
      start((error as { retryAfter?: number | null }).retryAfter ?? null)
    },
  })
  const label = resend.isPending
    ? 'Sending …'
    : left > 0
      ? `Send again in ${waitText(left)}`
      : 'Send the letter again'
  return (
    <>
      <Refusal text={resend.error ? (resend.error as unknown as Error).message : null} />
      <ActionButton
        disabled={resend.isPending || left > 0}
        onClick={() => resend.mutate({ body: { email } })}
      >
        {label}
      </ActionButton>
      <p role="status" className="text-2xs text-muted-foreground">
        {resend.isSuccess ? 'If the address is right, another letter is on its way.' : ''}
      </p>
    </>
  )
}
