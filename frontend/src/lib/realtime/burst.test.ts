import { expect, it } from 'vitest'

import { Burst } from './burst'

it('lets three stand by themselves and puts the rest of a crowd together', () => {
  const burst = new Burst()
  expect([0, 100, 200, 300, 400].map((at) => burst.add(at))).toEqual([0, 0, 0, 1, 2])
})

it('begins anew when it has been quiet for five seconds', () => {
  const burst = new Burst()
  ;[0, 0, 0, 0].forEach((at) => burst.add(at))
  expect(burst.add(5_000)).toBe(0)
})

it('never groups what comes slowly', () => {
  const burst = new Burst()
  expect([0, 2_000, 4_000, 6_000, 8_000].map((at) => burst.add(at))).toEqual([0, 0, 0, 0, 0])
})
