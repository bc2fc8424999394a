'use client'

import { OutboxHint } from './outbox-hint'
import { Resend } from './resend'
import { TextLink } from './text-link'

interface Props {
  email: string
  sendsMail: boolean | undefined
}

/** After a registration: the same words whether the address was new or not. */
export function CheckMail({ email, sendsMail }: Props) {
  return (
    <div className="flex flex-col gap-4">
      <h1 className="text-xl font-semibold">Check your mail</h1>
      <p>
        If the address is right, a letter to <strong className="break-words">{email}</strong> is on
        its way. Its link confirms the address, and works for three days.
      </p>
      <OutboxHint sendsMail={sendsMail} />
      <Resend email={email} />
      <p className="text-2xs">
        <TextLink href="/login">Go to the login</TextLink>
      </p>
    </div>
  )
}
