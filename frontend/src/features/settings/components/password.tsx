'use client'

import { useState } from 'react'
import { useForm, useWatch } from 'react-hook-form'
import { useResolver } from '@/hooks/use-resolver'
import { toast } from '@/lib/toast'

import { PasswordInput } from '@/components/password/password-input'
import { StrengthMeter } from '@/components/password/strength-meter'
import { Alert } from '@/components/ui/alert'
import { ActionButton } from '@/components/ui/action-button'
import { Card, CardHeader } from '@/components/ui/card'
import { Field } from '@/components/ui/field'
import { useCountdown, waitText } from '@/hooks/use-countdown'
import { useMe } from '@/hooks/use-format'
import { api } from '@/lib/api-client'
import { placed } from '@/lib/faults'
import { ProblemError } from '@/lib/problem'

import { useDevicesChanged } from '../api'
import type { PasswordForm } from '../schemas'

const loadResolver = () => import('../resolvers').then((part) => part.passwordResolver)

const FIELDS = ['current_password', 'new_password'] as const

function usePasswordForm() {
  const [refusal, setRefusal] = useState<string | null>(null)
  const { left, start } = useCountdown()
  const devicesChanged = useDevicesChanged()
  const form = useForm<PasswordForm>({
    resolver: useResolver(loadResolver),
    defaultValues: { current_password: '', new_password: '' },
  })
  const submit = form.handleSubmit(async (body) => {
    setRefusal(null)
    try {
      await api.POST('/api/v1/auth/password', { body })
      form.reset()
      toast.success('Password changed', { description: 'Every other device was signed out.' })
      await devicesChanged()
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      const { fields, rest } = placed(error, FIELDS)
      fields.forEach(({ name, message }) => form.setError(name, { message }, { shouldFocus: true }))
      setRefusal(rest)
      start(error.retryAfter)
    }
  })
  return { form, submit, refusal, left }
}

export function PasswordSettings() {
  const { form, submit, refusal, left } = usePasswordForm()
  const { data: me } = useMe()
  const { errors, isSubmitting } = form.formState
  const password = useWatch({ control: form.control, name: 'new_password' })
  const wait = left > 0 ? `Wait ${waitText(left)}` : 'Change the password'
  return (
    <Card>
      <CardHeader title="Password" hint="Every other device is signed out when it changes" />
      <form
        onSubmit={(event) => void submit(event)}
        noValidate
        className="flex max-w-md flex-col gap-4"
      >
        {refusal ? (
          <Alert tone="bad" role="alert">
            {refusal}
          </Alert>
        ) : null}
        {/* Password managers keep the new password for this name. */}
        <input type="text" autoComplete="username" value={me?.email ?? ''} readOnly hidden />
        <Field label="Present password" error={errors.current_password?.message}>
          {(given) => (
            <PasswordInput
              {...given}
              autoComplete="current-password"
              {...form.register('current_password')}
            />
          )}
        </Field>
        <Field label="New password" error={errors.new_password?.message}>
          {(given) => (
            <PasswordInput
              {...given}
              autoComplete="new-password"
              {...form.register('new_password')}
            />
          )}
        </Field>
        <StrengthMeter password={password} email={me?.email ?? ''} />
        <ActionButton
          type="submit"
          variant="primary"
          className="self-start"
          disabled={isSubmitting || left > 0}
        >
          {isSubmitting ? 'Changing …' : wait}
        </ActionButton>
      </form>
    </Card>
  )
}
