import NextAuth from 'next-auth'
import Credentials from 'next-auth/providers/credentials'

import { serverEnv } from '@/lib/env'

const PROBE_MS = 5_000
const SESSION_SECONDS = 7 * 24 * 3_600

interface Account {
  id: string
  email: string
  first_name: string | null
  is_admin: boolean
}

async function accountOf(token: string): Promise<Account | null> {
  const answer = await fetch(`${serverEnv().API_ORIGIN}/api/v1/auth/me`, {
    headers: { authorization: `Bearer ${token}` },
    cache: 'no-store',
    signal: AbortSignal.timeout(PROBE_MS),
  })
  return answer.ok ? ((await answer.json()) as Account) : null
}

/**
 * The page guard: it knows who is logged in and shows a name, and is never asked for data. The API
 * alone decides what a token may do.
 */
export const { handlers, auth } = NextAuth({
  trustHost: true,
  session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
  pages: { signIn: '/login' },
  providers: [
    Credentials({
      credentials: { accessToken: {} },
      async authorize({ accessToken }) {
        if (typeof accessToken !== 'string' || accessToken === '') return null
        const account = await accountOf(accessToken)
        if (account === null) return null
        return {
          id: account.id,
          name: account.first_name ?? account.email,
          role: account.is_admin ? 'admin' : 'user',
        }
      },
    }),
  ],
  callbacks: {
    jwt({ token, user }) {
      return user ? { ...token, role: (user as { role?: string }).role ?? 'user' } : token
    },
    session({ session, token }) {
      return { ...session, user: { ...session.user, id: token.sub ?? '', role: token.role } }
    },
  },
})
