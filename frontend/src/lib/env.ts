import * as z from 'zod/mini'

// Read when asked for: a container is built before its addresses are known.
const schema = z.object({
  API_ORIGIN: z._default(z.url(), 'http://127.0.0.1:8000'),
})

/** Return the server's own settings; never called in the browser. */
export function serverEnv() {
  return schema.parse({ API_ORIGIN: process.env.API_ORIGIN })
}
