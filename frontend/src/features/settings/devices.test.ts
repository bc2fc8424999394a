import { expect, it } from 'vitest'

import { deviceName, ordered, type Device } from './devices'

it.each([
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
    'Chrome on Linux',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
    'Firefox on Windows',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
    'Safari on iPhone',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0',
    'Edge on Windows',
  ],
  ['curl/7.88.1', 'curl'],
  ['', 'Unknown device'],
  [null, 'Unknown device'],
])('names the device of %s', (agent, name) => expect(deviceName(agent)).toBe(name))

it('puts this device first, then the one seen last', () => {
  const device = (id: string, seen: string, isCurrent = false): Device => ({
    id,
    user_agent: null,
    address: null,
    created_at: seen,
    last_seen_at: seen,
    expires_at: seen,
    is_current: isCurrent,
  })
  const all = [
    device('old', '2026-01-01'),
    device('new', '2026-03-01'),
    device('me', '2026-02-01', true),
  ]
  expect(ordered(all).map(({ id }) => id)).toEqual(['me', 'new', 'old'])
})
