import { expect, it } from 'vitest'

import { credentials, registration, reset } from './schemas'

const form = {
  email: 'ada@example.com',
  password: 'three lemons, one troubadour',
  timezone: 'Europe/Paris',
  base_currency: 'EUR',
  setup_token: '',
  invitation: '',
}

it.each([
  ['', false],
  ['ada', false],
  ['a da@example.com', false],
  [' ada@example.com ', true],
  ['ada@example', true],
])('judges the address "%s"', (email, isGood) => {
  expect(registration.safeParse({ ...form, email }).success).toBe(isGood)
  expect(credentials.safeParse({ email, password: 'x' }).success).toBe(isGood)
})

it('asks for a password of some length where it is new, and for any where it is known', () => {
  expect(reset.safeParse({ password: 'kX9vQ2mT7pL' }).success).toBe(false)
  expect(reset.safeParse({ password: 'kX9vQ2mT7pL4' }).success).toBe(true)
  expect(credentials.safeParse({ ...form, password: '' }).success).toBe(false)
})
