import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { ProblemError, unreachable } from '@/lib/problem'

import { Awaited } from './awaited'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

const refetch = vi.fn()
const asked = { data: undefined, error: null, isPending: true, refetch }

function shown(query: Partial<Parameters<typeof Awaited<string>>[0]['query']>) {
  return (
    <Awaited query={{ ...asked, ...query }} what="trades" skeleton={<div>outline</div>}>
      {(data) => <p>{data}</p>}
    </Awaited>
  )
}

it('shows the layout to come, and after three seconds words', () => {
  render(shown({ fetchStatus: 'fetching' }))
  act(() => void vi.advanceTimersByTime(2_900))
  expect(screen.queryByText(/Still loading trades/)).toBeNull()
  act(() => void vi.advanceTimersByTime(200))
  expect(screen.getByText(/Still loading trades/)).toBeDefined()
})

it('keeps the reason while it is asked again', () => {
  const { rerender } = render(shown({ error: unreachable(), fetchStatus: 'idle' }))
  fireEvent.click(screen.getByRole('button', { name: 'Retry' }))
  expect(refetch).toHaveBeenCalledOnce()
  rerender(shown({ fetchStatus: 'fetching' }))
  expect(screen.getByRole('alert').textContent).toContain('The server cannot be reached')
  expect(screen.getByRole('button', { name: 'Trying again …' })).toBeDefined()
  rerender(shown({ data: 'all of them', fetchStatus: 'idle' }))
  expect(screen.queryByRole('alert')).toBeNull()
})

it('counts down what the server asked for, each time anew', () => {
  const wait = (retryAfter: number) =>
    new ProblemError({ status: 429, message: 'slow', retryAfter })
  const { rerender } = render(shown({ error: wait(2), fetchStatus: 'idle' }))
  const button = screen.getByRole('button')
  fireEvent.click(button)
  expect(button.textContent).toBe('Retry in 2 s')
  act(() => void vi.advanceTimersByTime(2_000))
  expect(button.textContent).toBe('Retry')
  rerender(shown({ fetchStatus: 'fetching' }))
  rerender(shown({ error: wait(5), fetchStatus: 'idle' }))
  expect(button.textContent).toBe('Retry in 5 s')
})

it('says that it waits for the network', () => {
  render(shown({ fetchStatus: 'paused' }))
  expect(screen.getByRole('status').textContent).toContain('The network is needed to load trades')
})
