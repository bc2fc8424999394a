import * as z from 'zod/mini'

import { LENGTH_MIN } from '@/components/password/strength'

const NAME_MAX = 100

const name = z
  .string()
  .check(z.trim(), z.maxLength(NAME_MAX, `A name has ${NAME_MAX} characters at most.`))

export const profile = z.object({
  first_name: name,
  last_name: name,
  timezone: z.string().check(z.minLength(1, 'Choose a time zone.')),
  locale: z
    .string()
    .check(z.regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'Choose a language and region.')),
  base_currency: z.string().check(z.regex(/^[A-Z0-9]{2,10}$/, 'Choose a currency.')),
})

export const passwordChange = z.object({
  current_password: z.string().check(z.minLength(1, 'Enter your present password.')),
  new_password: z.string().check(z.minLength(LENGTH_MIN, `Use ${LENGTH_MIN} characters or more.`)),
})

export type ProfileForm = z.infer<typeof profile>
export type PasswordForm = z.infer<typeof passwordChange>
