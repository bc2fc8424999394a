declare global {
  interface Window {
    apexRefresh?: Promise<Response>
  }
}

/** One refresh at a time, in all tabs. */
export const LOCK = 'apextrade-refresh'

/** Every tab waits for the one that refreshes: a server that says nothing must not hold them. */
export const DEADLINE_MS = 10_000

/**
 * What the document of a known person runs before any module is there: everything the page will
 * ask needs a token, and this one is under way while the modules are still loading.
 */
export const EARLY_REFRESH = `{
  const signal = AbortSignal.timeout(${DEADLINE_MS});
  const how = { method: 'POST', credentials: 'same-origin', signal };
  const ask = () => fetch('/api/v1/auth/refresh', how);
  window.apexRefresh = 'locks' in navigator ? navigator.locks.request('${LOCK}', ask) : ask();
  // Who waits for it is told; until then nobody does.
  window.apexRefresh.catch(() => undefined);
}`
