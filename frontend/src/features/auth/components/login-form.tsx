'use client'

import { useRouter, useSearchParams } from 'next/navigation'
import { useState } from 'react'
import { useForm } from 'react-hook-form'

import { PasswordInput } from '@/components/password/password-input'
import { Alert } from '@/components/ui/alert'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { useCountdown, waitText } from '@/hooks/use-countdown'
import { useResolver } from '@/hooks/use-resolver'
import { logIn, safeNext } from '@/lib/login'
import { ProblemError } from '@/lib/problem'

import { applyProfile } from '../api'
import { loginWords, takeProfile } from '../model'
import type { CredentialsForm } from '../schemas'
import { Refusal } from './refusal'
import { SubmitButton } from './submit-button'
import { TextLink } from './text-link'

const loadResolver = () => import('../resolvers').then((part) => part.credentialsResolver)

const NOTICES = {
  ended: 'Your session was over. Log in to go on where you were.',
  reset: 'The new password is set, and every device was signed out. Log in with it.',
} as const

function Notice({ search }: { search: URLSearchParams }) {
  const kind = search.has('ended') ? 'ended' : search.has('reset') ? 'reset' : null
  return kind === null ? null : <Alert role="status">{NOTICES[kind]}</Alert>
}

function useLogin() {
  const router = useRouter()
  const search = useSearchParams()
  const [problem, setProblem] = useState<ProblemError | null>(null)
  const { left, start } = useCountdown()
  const form = useForm<CredentialsForm>({
    // Without defaults: what was typed or filled in before the page listened is what counts.
    resolver: useResolver(loadResolver),
  })
  const submit = form.handleSubmit(async ({ email, password }) => {
    if (left > 0) return
    setProblem(null)
    try {
      await logIn(email, password)
      const profile = takeProfile(localStorage, email)
      if (profile !== null) await applyProfile(profile)
      router.replace(safeNext(search.get('next')))
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      setProblem(error)
      start(error.retryAfter)
      if (error.status === 401) form.setFocus('password', { shouldSelect: true })
    }
  })
  return { form, submit, search, problem, left }
}

function label(isSubmitting: boolean, left: number): string {
  if (isSubmitting) return 'Logging in …'
  return left > 0 ? `Wait ${waitText(left)}` : 'Log in'
}

export function LoginForm() {
  const { form, submit, search, problem, left } = useLogin()
  const { errors, isSubmitting } = form.formState
  const words = problem ? loginWords(problem) : null
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      <h1 className="text-xl font-semibold">Log in</h1>
      {words ? <Refusal title={words.title} text={words.text} /> : <Notice search={search} />}
      <Field label="E-mail" error={errors.email?.message}>
        {(given) => (
          <Input
            {...given}
            type="email"
            autoComplete="username"
            autoCapitalize="none"
            {...form.register('email')}
          />
        )}
      </Field>
      <Field label="Password" error={errors.password?.message}>
        {(given) => (
          <PasswordInput
            {...given}
            autoComplete="current-password"
            {...form.register('password')}
          />
        )}
      </Field>
      <SubmitButton disabled={isSubmitting || left > 0}>{label(isSubmitting, left)}</SubmitButton>
      <p className="flex flex-wrap justify-between gap-x-4 text-2xs">
        <TextLink href="/forgot">Forgot the password?</TextLink>
        <TextLink href="/register">Create an account</TextLink>
      </p>
    </form>
  )
}
