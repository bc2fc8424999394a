import type { NextConfig } from 'next'

const api = process.env.API_ORIGIN ?? 'http://127.0.0.1:8000'
const gateway = process.env.GATEWAY_ORIGIN ?? 'http://127.0.0.1:8001'

const config: NextConfig = {
  output: 'standalone',
  // The packages of this folder only: a lock file further up must not change the traced tree.
  outputFileTracingRoot: import.meta.dirname,
  turbopack: { root: import.meta.dirname },
  // `make check` judges the types; who only wants to look at the pages need not wait for it.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  reactStrictMode: true,
  // A page holds nobody's data, so one that was there can be shown again without its server.
  experimental: { staleTimes: { dynamic: 300 } },
  images: { unoptimized: true },
  agentRules: false,
  // A deployment routes in front of Next (nginx, Caddy); only `next dev` stands alone.
  rewrites: async () =>
    process.env.NODE_ENV === 'production'
      ? []
      : [
          { source: '/api/v1/:path*', destination: `${api}/api/v1/:path*` },
          { source: '/ws', destination: `${gateway}/ws` },
        ],
}

export default config
