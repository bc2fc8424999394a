'use client'

import { useState } from 'react'
import { useForm } from 'react-hook-form'

import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { useCountdown, waitText } from '@/hooks/use-countdown'
import { useResolver } from '@/hooks/use-resolver'
import { api } from '@/lib/api-client'
import { placed } from '@/lib/faults'
import { ProblemError } from '@/lib/problem'

import { useDoor } from '../api'
import type { AddressForm } from '../schemas'
import { OutboxHint } from './outbox-hint'
import { Refusal } from './refusal'
import { SubmitButton } from './submit-button'

const loadResolver = () => import('../resolvers').then((part) => part.addressResolver)

interface Props {
  /** What the letter is for. */
  letter: 'forgot' | 'resend'
  button: string
}

const PATHS = { forgot: '/api/v1/auth/forgot', resend: '/api/v1/auth/resend' } as const

/** Ask for a letter by an address; the answer is the same whether it has an account. */
export function LetterForm({ letter, button }: Props) {
  const door = useDoor()
  const [sentTo, setSentTo] = useState<string | null>(null)
  const [refusal, setRefusal] = useState<string | null>(null)
  const { left, start } = useCountdown()
  // Without defaults: what was typed before the page listened is what counts.
  const form = useForm<AddressForm>({ resolver: useResolver(loadResolver) })
  const { errors, isSubmitting } = form.formState
  const submit = form.handleSubmit(async (body) => {
    setRefusal(null)
    try {
      await api.POST(PATHS[letter], { body })
      setSentTo(body.email)
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      const { fields, rest } = placed(error, ['email'])
      fields.forEach(({ name, message }) => form.setError(name, { message }))
      setRefusal(rest)
      start(error.retryAfter)
    }
  })
  if (sentTo !== null) {
    return (
      <div role="status" className="flex flex-col gap-4">
        <p>
          If <strong className="break-words">{sentTo}</strong> has an account here, a letter is on
          its way. {letter === 'forgot' ? 'Its link works once, for half an hour.' : ''}
        </p>
        <OutboxHint sendsMail={door.data?.sends_mail} />
        <Button onClick={() => setSentTo(null)}>Use another address</Button>
      </div>
    )
  }
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      <Refusal text={refusal} />
      <Field label="E-mail" error={errors.email?.message}>
        {(given) => (
          <Input {...given} type="email" autoComplete="username" {...form.register('email')} />
        )}
      </Field>
      <SubmitButton disabled={isSubmitting || left > 0}>
        {isSubmitting ? 'Asking …' : left > 0 ? `Wait ${waitText(left)}` : button}
      </SubmitButton>
    </form>
  )
}
