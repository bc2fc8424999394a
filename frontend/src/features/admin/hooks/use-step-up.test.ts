import { act, renderHook } from '@testing-library/react'
import { expect, it, vi } from 'vitest'

import { ProblemError } from '@/lib/problem'

import { needsStepUp, useStepUp } from './use-step-up'

const stale = new ProblemError({ status: 403, code: 1005, message: 'log in again' })
const forbidden = new ProblemError({ status: 403, code: 403, message: 'no' })

it('asks for the password, then does it', async () => {
  const failed = vi.fn()
  const work = vi.fn().mockRejectedValueOnce(stale).mockResolvedValueOnce(undefined)
  const { result } = renderHook(() => useStepUp(failed))
  await act(() => result.current.run(work))
  expect(result.current.isAsked).toBe(true)
  await act(() => result.current.repeat())
  expect(result.current.isAsked).toBe(false)
  expect(work).toHaveBeenCalledTimes(2)
  expect(failed).not.toHaveBeenCalled()
})

it('does nothing when the password is not given', async () => {
  const work = vi.fn().mockRejectedValue(stale)
  const { result } = renderHook(() => useStepUp(vi.fn()))
  await act(() => result.current.run(work))
  act(() => result.current.forget())
  await act(() => result.current.repeat())
  expect(work).toHaveBeenCalledOnce()
})

it('says any other refusal', async () => {
  const failed = vi.fn()
  const { result } = renderHook(() => useStepUp(failed))
  await act(() => result.current.run(() => Promise.reject(forbidden)))
  expect(failed).toHaveBeenCalledWith(forbidden)
  expect(result.current.isAsked).toBe(false)
})

it('knows the code of it', () => {
  expect([stale, forbidden, new Error('x'), null].map(needsStepUp)).toEqual([
    true,
    false,
    false,
    false,
  ])
})
