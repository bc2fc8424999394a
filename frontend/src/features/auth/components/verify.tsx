'use client'

import { useSearchParams } from 'next/navigation'

import { Link } from '@/components/link'
import { Failure } from '@/components/states/failure'
import { Loading } from '@/components/states/loading'
import { Alert } from '@/components/ui/alert'
import { buttonStyle } from '@/components/ui/button'
import { Skeleton } from '@/components/ui/skeleton'
import { ProblemError } from '@/lib/problem'

import { useVerified } from '../api'
import { LetterForm } from './letter-form'
import { TextLink } from './text-link'

const LINK_INVALID = 1007

function isDead(error: unknown): boolean {
  return (
    error instanceof ProblemError &&
    (error.code === LINK_INVALID || error.status === 400 || error.status === 422)
  )
}

function DeadLink() {
  return (
    <>
      <Alert tone="warn" role="alert" title="This link does not work any more">
        It was used already, is older than three days, or a newer letter replaced it. If the address
        is confirmed, just log in; else ask for a new letter here.
      </Alert>
      <LetterForm letter="resend" button="Send a new letter" />
      <p className="text-2xs">
        <TextLink href="/login">Go to the login</TextLink>
      </p>
    </>
  )
}

function Outcome({ token }: { token: string }) {
  const verified = useVerified(token)
  if (token === '' || isDead(verified.error)) return <DeadLink />
  if (verified.error) {
    const retry = () => void verified.refetch()
    return <Failure error={verified.error} what="Your confirmation" onRetry={retry} />
  }
  if (verified.isPending) {
    return (
      <Loading what="the confirmation">
        <Skeleton className="h-16 w-full" />
      </Loading>
    )
  }
  return (
    <>
      <p role="status">Your address is confirmed. Everything is ready.</p>
      <Link href="/login" className={buttonStyle({ variant: 'primary' })}>
        Log in
      </Link>
    </>
  )
}

/** Where the link of the confirming letter leads. */
export function Verify() {
  const token = useSearchParams().get('token') ?? ''
  return (
    <div className="flex flex-col gap-4">
      <h1 className="text-xl font-semibold">Confirm your address</h1>
      <Outcome token={token} />
    </div>
  )
}
