/** What the tabs of one browser tell each other about the session they share. */
export type SessionNews = { kind: 'ended' } | { kind: 'entered'; subject: string | null }

const CHANNEL = 'apextrade-session'

function isNews(value: unknown): value is SessionNews {
  const kind = (value as { kind?: unknown } | null)?.kind
  return kind === 'ended' || kind === 'entered'
}

/** Tell the other tabs; this one does not hear it. */
export function tellTabs(news: SessionNews): void {
  if (typeof BroadcastChannel === 'undefined') return
  const channel = new BroadcastChannel(CHANNEL)
  channel.postMessage(news)
  channel.close()
}

/** Hear what another tab says; return how to stop. */
export function onTabNews(heard: (news: SessionNews) => void): () => void {
  if (typeof BroadcastChannel === 'undefined') return () => undefined
  const channel = new BroadcastChannel(CHANNEL)
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (isNews(data)) heard(data)
  }
  return () => channel.close()
}
