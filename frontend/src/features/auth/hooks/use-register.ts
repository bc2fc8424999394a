'use client'

import { useRouter, useSearchParams } from 'next/navigation'
import { useEffect, useState } from 'react'
import { useForm } from 'react-hook-form'

import { useCountdown } from '@/hooks/use-countdown'
import { useResolver } from '@/hooks/use-resolver'
import { api } from '@/lib/api-client'
import { placed, sentence } from '@/lib/faults'
import { logIn } from '@/lib/login'
import { ProblemError } from '@/lib/problem'

import { applyProfile, useDoor } from '../api'
import { askedOf, keepProfile, type FirstProfile } from '../model'
import type { RegistrationForm } from '../schemas'

const loadResolver = () => import('../resolvers').then((part) => part.registrationResolver)

const FIELDS = ['email', 'password', 'setup_token', 'invitation'] as const

/** Register, and say what is missing for it; ends with `sentTo`, or logged in as the first one. */
export function useRegister(browser: FirstProfile) {
  const door = useDoor()
  const router = useRouter()
  const search = useSearchParams()
  const [problem, setProblem] = useState<ProblemError | null>(null)
  const [rest, setRest] = useState<string | null>(null)
  const [sentTo, setSentTo] = useState<string | null>(null)
  const { left, start } = useCountdown()
  const address = search.get('email')
  const asked = askedOf(door.data, problem)
  const form = useForm<RegistrationForm>({
    resolver: useResolver(loadResolver),
    // No password, no address unless the link names one: what was typed before the page listened
    // is what counts.
    defaultValues: {
      ...(address === null ? {} : { email: address }),
      timezone: browser.timezone,
      base_currency: browser.base_currency,
      setup_token: '',
      invitation: search.get('invitation') ?? '',
    },
  })
  const { setValue } = form
  const { timezone: zone, base_currency: currency } = browser

  // The server drew the page without knowing the browser.
  useEffect(() => {
    setValue('timezone', zone)
    setValue('base_currency', currency)
  }, [setValue, zone, currency])

  const refused = (error: ProblemError) => {
    setProblem(error)
    const { fields, rest: others } = placed(error, FIELDS)
    fields.forEach(({ name, message }) => form.setError(name, { message }, { shouldFocus: true }))
    setRest(others === null ? null : sentence(others))
    start(error.retryAfter)
  }

  const submit = form.handleSubmit(async ({ timezone, base_currency, ...body }) => {
    setRest(null)
    const profile = { timezone, base_currency, locale: browser.locale }
    try {
      await api.POST('/api/v1/auth/register', { body })
      if (door.data?.is_first) {
        // The first account needs no letter: it is an administrator's, and confirmed.
        await logIn(body.email, body.password)
        await applyProfile(profile)
        return router.replace('/')
      }
      keepProfile(localStorage, body.email, profile)
      setSentTo(body.email)
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      refused(error)
    }
  })
  return { form, submit, door, asked, rest, sentTo, left }
}
