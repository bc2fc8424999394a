import { renderHook } from '@testing-library/react'
import { expect, it, vi } from 'vitest'

import { useWhenReady } from './use-when-ready'

it('acts at once when it can, and once when it could not', () => {
  const act = vi.fn()
  const { result, rerender } = renderHook(({ isReady }) => useWhenReady(isReady, act), {
    initialProps: { isReady: false },
  })
  result.current()
  result.current()
  expect(act).not.toHaveBeenCalled()
  rerender({ isReady: true })
  rerender({ isReady: true })
  expect(act).toHaveBeenCalledOnce()
  result.current()
  expect(act).toHaveBeenCalledTimes(2)
})
