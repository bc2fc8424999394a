import type { ProblemError } from '@/lib/problem'

export interface Placed<Name extends string> {
  /** What is wrong with one field. */
  fields: readonly { name: Name; message: string }[]
  /** What belongs to none of them, for the form as a whole. */
  rest: string | null
}

/** Sort the faults of a refusal to the fields of a form; `names` may be pointers with a depth. */
export function placed<Name extends string>(
  problem: ProblemError,
  names: readonly Name[],
): Placed<Name> {
  const fields: { name: Name; message: string }[] = []
  const rest: string[] = []
  for (const { pointer, message } of problem.faults) {
    const path = pointer.replace(/^\//, '').replaceAll('/', '.')
    const name = names.find((each) => path === each || path.startsWith(`${each}.`))
    if (name === undefined) rest.push(message)
    else fields.push({ name, message: sentence(message) })
  }
  if (fields.length === 0 && rest.length === 0) return { fields, rest: problem.message }
  return { fields, rest: rest.length === 0 ? null : rest.map(sentence).join(' ') }
}

/** Return a message of the server as a sentence: it writes them without capital and full stop. */
export function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1)
  return /[.!?:…]$/.test(text) ? text : `${text}.`
}
