import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Credentials {
  email: string
  password: string
}

/** Return the login that the demo made for itself. */
export function adminCredentials(): Credentials {
  const email = process.env.APEX_ADMIN_EMAIL ?? 'admin@demo.local'
  const given = process.env.APEX_ADMIN_PASSWORD
  if (given) return { email, password: given }
  const home = process.env.APEX_HOME
  if (!home) throw new Error('set APEX_HOME, or APEX_ADMIN_EMAIL and APEX_ADMIN_PASSWORD')
  return { email, password: readFileSync(join(home, 'secrets', 'demo_admin'), 'utf8').trim() }
}
