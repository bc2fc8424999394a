'use client'

import { useRouter, useSearchParams } from 'next/navigation'
import { useState } from 'react'
import { useForm, useWatch } from 'react-hook-form'

import { PasswordInput } from '@/components/password/password-input'
import { StrengthMeter } from '@/components/password/strength-meter'
import { Alert } from '@/components/ui/alert'
import { Field } from '@/components/ui/field'
import { useCountdown, waitText } from '@/hooks/use-countdown'
import { useResolver } from '@/hooks/use-resolver'
import { api } from '@/lib/api-client'
import { placed } from '@/lib/faults'
import { ProblemError } from '@/lib/problem'
import { forgetToken } from '@/lib/session'

import type { ResetForm } from '../schemas'
import { LetterForm } from './letter-form'
import { Refusal } from './refusal'
import { SubmitButton } from './submit-button'
import { TextLink } from './text-link'

const loadResolver = () => import('../resolvers').then((part) => part.resetResolver)

const LINK_INVALID = 1007

function useReset(token: string, onDead: () => void) {
  const router = useRouter()
  const [refusal, setRefusal] = useState<string | null>(null)
  const { left, start } = useCountdown()
  // Without defaults: what was typed before the page listened is what counts.
  const form = useForm<ResetForm>({ resolver: useResolver(loadResolver) })
  const submit = form.handleSubmit(async ({ password }) => {
    setRefusal(null)
    try {
      await api.POST('/api/v1/auth/reset', { body: { token, password } })
      // Whoever was logged in here is signed out with every other device.
      forgetToken()
      router.replace('/login?reset=1')
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      if (error.code === LINK_INVALID) return onDead()
      const { fields, rest } = placed(error, ['password'])
      fields.forEach(({ name, message }) => form.setError(name, { message }, { shouldFocus: true }))
      setRefusal(rest)
      start(error.retryAfter)
    }
  })
  return { form, submit, refusal, left }
}

function NewPassword({ token, onDead }: { token: string; onDead: () => void }) {
  const { form, submit, refusal, left } = useReset(token, onDead)
  const { errors, isSubmitting } = form.formState
  const password = useWatch({ control: form.control, name: 'password', defaultValue: '' })
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      <p className="text-muted-foreground">
        With a new password every device is signed out, this one too.
      </p>
      <Refusal text={refusal} />
      <Field label="New password" error={errors.password?.message}>
        {(given) => (
          <PasswordInput {...given} autoComplete="new-password" {...form.register('password')} />
        )}
      </Field>
      <StrengthMeter password={password} />
      <SubmitButton disabled={isSubmitting || left > 0}>
        {isSubmitting ? 'Setting …' : left > 0 ? `Wait ${waitText(left)}` : 'Set the password'}
      </SubmitButton>
    </form>
  )
}

/** Where the link of the resetting letter leads; a dead one asks for the next in place. */
export function Reset() {
  const token = useSearchParams().get('token') ?? ''
  const [isDead, setIsDead] = useState(token === '')
  return (
    <div className="flex flex-col gap-4">
      <h1 className="text-xl font-semibold">Choose a new password</h1>
      {isDead ? (
        <>
          <Alert tone="warn" role="alert" title="This link does not work any more">
            It was used already, is older than half an hour, or a newer letter replaced it. Ask for
            a new one here.
          </Alert>
          <LetterForm letter="forgot" button="Send a new letter" />
          <p className="text-2xs">
            <TextLink href="/login">Go to the login</TextLink>
          </p>
        </>
      ) : (
        <NewPassword token={token} onDead={() => setIsDead(true)} />
      )}
    </div>
  )
}
