'use client'

import { useEffect, useMemo, useState } from 'react'
import { useForm } from 'react-hook-form'
import { useResolver } from '@/hooks/use-resolver'
import { toast } from '@/lib/toast'

import { placed } from '@/lib/faults'
import { ProblemError } from '@/lib/problem'

import { useSaveProfile } from '../api'
import { changesOf, formOf, type Me } from '../model'
import type { ProfileForm } from '../schemas'

const loadResolver = () => import('../resolvers').then((part) => part.profileResolver)

const FIELDS = ['first_name', 'last_name', 'timezone', 'locale', 'base_currency'] as const

/** Ask before the page goes with changes on it. */
function useGoodbye(isDirty: boolean): void {
  useEffect(() => {
    if (!isDirty) return
    const asked = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', asked)
    return () => window.removeEventListener('beforeunload', asked)
  }, [isDirty])
}

export function useProfileForm(me: Me) {
  const save = useSaveProfile()
  const [refusal, setRefusal] = useState<string | null>(null)
  const { first_name, last_name, timezone, locale, base_currency } = formOf(me)
  const values = useMemo(
    () => ({ first_name, last_name, timezone, locale, base_currency }),
    [first_name, last_name, timezone, locale, base_currency],
  )
  const form = useForm<ProfileForm>({
    resolver: useResolver(loadResolver),
    values,
    resetOptions: { keepDirtyValues: true },
  })
  const { isDirty } = form.formState
  useGoodbye(isDirty)
  const submit = form.handleSubmit(async (given) => {
    setRefusal(null)
    try {
      const saved = await save.mutateAsync({ body: changesOf(given) })
      form.reset(formOf(saved))
      toast.success('Profile saved')
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      const { fields, rest } = placed(error, FIELDS)
      fields.forEach(({ name, message }) => form.setError(name, { message }, { shouldFocus: true }))
      setRefusal(rest)
    }
  })
  return { form, submit, refusal, isDirty }
}
