import * as z from 'zod/mini'

export const credentials = z.object({
  email: z.string().check(z.minLength(3, 'Enter your e-mail address.')),
  password: z.string().check(z.minLength(1, 'Enter your password.')),
})

export type CredentialsForm = z.infer<typeof credentials>
