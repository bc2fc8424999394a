import type { toast as Sonner } from 'sonner'

type Real = typeof Sonner
type Call = (real: Real) => void

let real: Real | null = null
let wanted: () => void = () => undefined
const waiting: Call[] = []

function say(call: Call): void {
  if (real !== null) return call(real)
  waiting.push(call)
  wanted()
}

/** Be told when there is something to show and nothing yet that shows it. */
export function onFirstToast(heard: () => void): () => void {
  wanted = heard
  if (waiting.length > 0) heard()
  return () => {
    wanted = () => undefined
  }
}

/** Hand over what waited: from here on `shown` shows every toast. */
export function toastsShownBy(shown: Real): () => void {
  real = shown
  waiting.splice(0).forEach((call) => call(shown))
  return () => {
    real = null
  }
}

/** Say something in passing; what shows it is fetched after the page. */
export const toast = Object.assign(
  (...given: Parameters<Real>) => say((shown) => void shown(...given)),
  {
    success: (...given: Parameters<Real['success']>) =>
      say((shown) => void shown.success(...given)),
    warning: (...given: Parameters<Real['warning']>) =>
      say((shown) => void shown.warning(...given)),
    error: (...given: Parameters<Real['error']>) => say((shown) => void shown.error(...given)),
  },
)
