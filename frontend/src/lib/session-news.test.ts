import { BroadcastChannel as NodeChannel } from 'node:worker_threads'

import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { onTabNews, tellTabs, type SessionNews } from './session-news'

beforeEach(() => void vi.stubGlobal('BroadcastChannel', NodeChannel))
afterEach(() => void vi.unstubAllGlobals())

it('reaches the other tabs, and nothing else is taken for it', async () => {
  const heard: SessionNews[] = []
  const stop = onTabNews((news) => heard.push(news))
  const stranger = new NodeChannel('apextrade-session')
  stranger.postMessage({ kind: 'unheard of' })
  stranger.postMessage(null)
  stranger.close()
  tellTabs({ kind: 'entered', subject: 'ada' })
  tellTabs({ kind: 'ended' })
  await vi.waitFor(() =>
    expect(heard).toEqual([{ kind: 'entered', subject: 'ada' }, { kind: 'ended' }]),
  )
  stop()
})

it('is silent where tabs cannot talk', () => {
  vi.stubGlobal('BroadcastChannel', undefined)
  tellTabs({ kind: 'ended' })
  onTabNews(() => expect.unreachable())()
})
