import * as z from 'zod/mini'

import { LENGTH_MIN } from '@/components/password/strength'

// Loose on purpose: whether an address exists is what the letter finds out.
const email = z
  .string()
  .check(
    z.trim(),
    z.minLength(1, 'Enter your e-mail address.'),
    z.regex(
      /^$|^[^@\s]+@[^@\s]+$/,
      'This is no e-mail address: it needs a name, an @ and a domain.',
    ),
    z.maxLength(254, 'An e-mail address has 254 characters at most.'),
  )

const newPassword = z
  .string()
  .check(z.minLength(LENGTH_MIN, `Use ${LENGTH_MIN} characters or more.`))

export const credentials = z.object({
  email,
  password: z.string().check(z.minLength(1, 'Enter your password.')),
})

export const registration = z.object({
  email,
  password: newPassword,
  timezone: z.string(),
  base_currency: z.string(),
  setup_token: z.string().check(z.trim(), z.maxLength(200, 'This is too long for a token.')),
  invitation: z.string().check(z.trim(), z.maxLength(200, 'This is too long for an invitation.')),
})

export const address = z.object({ email })

export const reset = z.object({ password: newPassword })

export type CredentialsForm = z.infer<typeof credentials>
export type RegistrationForm = z.infer<typeof registration>
export type AddressForm = z.infer<typeof address>
export type ResetForm = z.infer<typeof reset>
