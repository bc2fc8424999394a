import { problemOf, unreachable } from '@/lib/problem'
import { accessToken, renewedToken } from '@/lib/session'
import type { components } from '@/types/api.gen'

export type Report = components['schemas']['Import']

const PATH = '/api/v1/market/candles/import'

interface Sent {
  form: FormData
  key: string
  token: string | null
  /** Told in percent; at 100 the server checks and stores. */
  onProgress: (percent: number) => void
}

// `fetch` does not tell how much has been sent.
function sent({ form, key, token, onProgress }: Sent): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', PATH)
    if (token !== null) request.setRequestHeader('authorization', `Bearer ${token}`)
    request.setRequestHeader('idempotency-key', key)
    request.upload.onprogress = ({ loaded, total }) => onProgress((loaded / total) * 100)
    request.onload = () => {
      const headers = new Headers()
      for (const name of ['retry-after', 'x-request-id']) {
        const value = request.getResponseHeader(name)
        if (value !== null) headers.set(name, value)
      }
      resolve(new Response(request.responseText, { status: request.status, headers }))
    }
    request.onerror = () => reject(unreachable())
    request.send(form)
  })
}

/**
 * Send a candle file and return what was made of it.
 *
 * Raises: ProblemError for every refusal and for no answer at all.
 */
export async function uploaded(
  form: FormData,
  key: string,
  onProgress: (percent: number) => void,
): Promise<Report> {
  const token = await accessToken()
  let answer = await sent({ form, key, token, onProgress })
  if (answer.status === 401) {
    const fresh = await renewedToken(token)
    if (fresh !== null) answer = await sent({ form, key, token: fresh, onProgress })
  }
  const body: unknown = await answer.json().catch(() => null)
  if (!answer.ok) throw problemOf(answer, body)
  return body as Report
}
