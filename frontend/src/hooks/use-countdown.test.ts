import { act, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { useCountdown, waitText } from './use-countdown'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('counts down to nothing, and stays there', () => {
  const { result } = renderHook(() => useCountdown())
  act(() => void vi.advanceTimersByTime(1_000))
  expect(result.current.left).toBe(0)
  act(() => result.current.start(3))
  expect(result.current.left).toBe(3)
  act(() => void vi.advanceTimersByTime(2_000))
  expect(result.current.left).toBe(1)
  act(() => void vi.advanceTimersByTime(5_000))
  expect(result.current.left).toBe(0)
})

it.each([
  [45, '45 s'],
  [60, '1 min'],
  [252, '4 min 12 s'],
])('says %i seconds', (seconds, text) => expect(waitText(seconds)).toBe(text))
