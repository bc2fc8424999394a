'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import Link from 'next/link'
import { useRouter, useSearchParams } from 'next/navigation'
import { useState } from 'react'
import { useForm } from 'react-hook-form'

import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { logIn, safeNext } from '@/lib/login'
import { ProblemError } from '@/lib/problem'

import { credentials, type CredentialsForm } from '../schemas'

export function LoginForm() {
  const router = useRouter()
  const search = useSearchParams()
  const [problem, setProblem] = useState<ProblemError | null>(null)
  const form = useForm<CredentialsForm>({
    resolver: zodResolver(credentials),
    defaultValues: { email: '', password: '' },
  })
  const { errors, isSubmitting } = form.formState
  const submit = form.handleSubmit(async ({ email, password }) => {
    setProblem(null)
    try {
      await logIn(email, password)
      router.replace(safeNext(search.get('next')))
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      setProblem(error)
    }
  })
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      <h1 className="text-xl font-semibold">Log in</h1>
      {search.has('ended') && problem === null ? (
        <Alert role="status">Your session was over. Log in to go on where you were.</Alert>
      ) : null}
      {problem ? (
        <Alert tone="bad" role="alert">
          {problem.message}
          {problem.retryAfter ? ` Try again in ${problem.retryAfter} seconds.` : ''}
        </Alert>
      ) : null}
      <Field label="E-mail" error={errors.email?.message}>
        {(given) => (
          <Input {...given} type="email" autoComplete="username" {...form.register('email')} />
        )}
      </Field>
      <Field label="Password" error={errors.password?.message}>
        {(given) => (
          <Input
            {...given}
            type="password"
            autoComplete="current-password"
            {...form.register('password')}
          />
        )}
      </Field>
      <Button type="submit" variant="primary" disabled={isSubmitting}>
        {isSubmitting ? 'Logging in …' : 'Log in'}
      </Button>
      <p className="flex justify-between text-2xs">
        <Link href="/forgot" className="text-primary underline underline-offset-4">
          Forgot the password?
        </Link>
        <Link href="/register" className="text-primary underline underline-offset-4">
          Create an account
        </Link>
      </p>
    </form>
  )
}
