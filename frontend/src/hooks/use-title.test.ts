import { act, renderHook } from '@testing-library/react'
import { expect, it } from 'vitest'

import { useTitle } from './use-title'

async function streamed(title: string) {
  await act(async () => {
    document.title = title
    await Promise.resolve()
  })
}

it('keeps its title when the route names itself later, and lets go when it leaves', async () => {
  const { rerender, unmount } = renderHook(({ title }) => useTitle(title), {
    initialProps: { title: 'Dip' },
  })
  expect(document.title).toBe('Dip · ApexTrade')
  await streamed('Backtest · ApexTrade')
  expect(document.title).toBe('Dip · ApexTrade')
  rerender({ title: 'Cross' })
  expect(document.title).toBe('Cross · ApexTrade')
  unmount()
  await streamed('Backtests · ApexTrade')
  expect(document.title).toBe('Backtests · ApexTrade')
})
