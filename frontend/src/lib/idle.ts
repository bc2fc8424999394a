const LATEST_MS = 5_000
const WITHOUT_NEWS_MS = 1_000

/** Call `work` once the browser has nothing better to do; return how to stop that. */
export function whenIdle(work: () => void): () => void {
  if (typeof requestIdleCallback !== 'function') {
    const timer = setTimeout(work, WITHOUT_NEWS_MS)
    return () => clearTimeout(timer)
  }
  const asked = requestIdleCallback(work, { timeout: LATEST_MS })
  return () => cancelIdleCallback(asked)
}
