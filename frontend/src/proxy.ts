import { NextResponse, type NextRequest } from 'next/server'

import { auth } from '@/auth'

const OPEN = ['/login', '/register', '/verify', '/forgot', '/reset']

function policy(nonce: string): string {
  const evaluated = process.env.NODE_ENV === 'production' ? '' : " 'unsafe-eval'"
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${evaluated}`,
    // Inline style attributes cannot carry a nonce (charts and menus place themselves by them).
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "font-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

function answered(request: NextRequest, isKnown: boolean): NextResponse {
  const { pathname, search } = request.nextUrl
  const isOpen = OPEN.some((path) => pathname === path || pathname.startsWith(`${path}/`))
  if (!isOpen && !isKnown) {
    // Relative, so that no address of ours is guessed from the request's.
    const target = new URL('/login', request.nextUrl)
    if (pathname !== '/') target.searchParams.set('next', `${pathname}${search}`)
    return NextResponse.redirect(target)
  }
  const nonce = btoa(crypto.randomUUID())
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  headers.set('content-security-policy', policy(nonce))
  // Whoever asks cannot say this themselves.
  headers.delete('x-known')
  if (!isOpen) headers.set('x-known', '1')
  const answer = NextResponse.next({ request: { headers } })
  answer.headers.set('content-security-policy', policy(nonce))
  return answer
}

export const proxy = auth((request) => {
  const answer = answered(request, request.auth !== null)
  answer.headers.set('x-content-type-options', 'nosniff')
  answer.headers.set('referrer-policy', 'strict-origin-when-cross-origin')
  answer.headers.set('x-frame-options', 'DENY')
  answer.headers.set('permissions-policy', 'camera=(), microphone=(), geolocation=()')
  return answer
})

export const config = {
  matcher: ['/((?!api/|_next/static|_next/image|favicon.ico|icon.svg).*)'],
}
