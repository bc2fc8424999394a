'use client'

import { useState } from 'react'
import { toast } from '@/lib/toast'

import { api } from '@/lib/api-client'
import { sentence } from '@/lib/faults'
import { ProblemError } from '@/lib/problem'

import { useUsersChanged } from '../api'
import { USER_ACTS, type User, type UserAct } from '../model'
import { useStepUp } from './use-step-up'

interface Asked {
  user: User
  act: UserAct
}

function said(error: unknown): string {
  return error instanceof ProblemError ? sentence(error.message) : 'That did not work.'
}

/** Ask, then do something to an account; the password is asked for when the server wants it. */
export function useUserActs() {
  const changed = useUsersChanged()
  const [asked, setAsked] = useState<Asked | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  const stepUp = useStepUp((error) => toast.error(said(error)))
  const apply = async ({ user, act }: Asked) => {
    const { change, done } = USER_ACTS[act]
    setIsBusy(true)
    try {
      await api.PATCH('/api/v1/admin/users/{user_id}', {
        params: { path: { user_id: user.id } },
        body: change,
      })
      toast.success(done(user.email))
      await changed()
    } finally {
      setIsBusy(false)
    }
  }
  const confirm = () => {
    if (asked !== null) void stepUp.run(() => apply(asked))
  }
  return { asked, ask: setAsked, confirm, isBusy, stepUp }
}
