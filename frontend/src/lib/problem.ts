/** One fault of an input, as the API words it: a JSON pointer or field name and a sentence. */
export interface Fault {
  pointer: string
  message: string
}

/** A refusal of the API (RFC 9457), or of the way to it. */
export class ProblemError extends Error {
  readonly status: number
  readonly code: number | null
  readonly faults: readonly Fault[]
  readonly requestId: string | null
  readonly retryAfter: number | null
  /** Whether the time for an answer ran out: asking once more would double the wait. */
  readonly isLate: boolean

  constructor(given: {
    status: number
    message: string
    code?: number | null
    faults?: readonly Fault[]
    requestId?: string | null
    retryAfter?: number | null
    isLate?: boolean
  }) {
    super(given.message)
    this.name = 'ProblemError'
    this.status = given.status
    this.code = given.code ?? null
    this.faults = given.faults ?? []
    this.requestId = given.requestId ?? null
    this.retryAfter = given.retryAfter ?? null
    this.isLate = given.isLate ?? false
  }

  /** Whether asking again at once may help. */
  get isBlip(): boolean {
    return !this.isLate && (this.status === 0 || this.status >= 500)
  }
}

const WORDS: Record<number, string> = {
  0: 'The server cannot be reached. Check the connection and try again.',
  401: 'Your session is over. Log in again.',
  403: 'Your account may not do this.',
  404: 'This does not exist, or it is not yours.',
  413: 'That is too large for the server.',
  429: 'Too many requests. Wait a moment.',
  502: 'The server does not answer. Try again in a moment.',
  503: 'The server is not ready. Try again in a moment.',
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

function faultsOf(value: unknown): Fault[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((item: unknown) => {
    if (typeof item !== 'object' || item === null) return []
    const { pointer, message, detail } = item as Record<string, unknown>
    const said = text(message) ?? text(detail)
    return said === null ? [] : [{ pointer: text(pointer) ?? '', message: said }]
  })
}

/** Return the refusal that an answer of the API carries. */
export function problemOf(response: Response, body: unknown): ProblemError {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const retryAfter = Number(response.headers.get('retry-after'))
  return new ProblemError({
    status: response.status,
    message:
      text(fields.detail) ??
      WORDS[response.status] ??
      text(fields.title) ??
      'Something went wrong on the server.',
    code: typeof fields.code === 'number' ? fields.code : null,
    faults: faultsOf(fields.errors),
    requestId: text(fields.trace_id) ?? response.headers.get('x-request-id'),
    retryAfter: Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null,
  })
}

/** Return the refusal of a request that got no answer. */
export function unreachable(): ProblemError {
  return new ProblemError({ status: 0, message: WORDS[0] ?? '' })
}

/** Return the refusal of a request whose answer did not come in time. */
export function late(): ProblemError {
  const message = 'The server takes too long to answer. Try again in a moment.'
  return new ProblemError({ status: 0, message, isLate: true })
}
